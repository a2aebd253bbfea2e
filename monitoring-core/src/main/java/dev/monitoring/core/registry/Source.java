package dev.monitoring.core.registry;

import dev.monitoring.core.model.Target;

/** One target as its collector sees it: the latest snapshot and the collector's health. Thread-safe. */
public interface Source {
    /** The name of the collector, for example {@code system}. */
    String collector();

    Target target();

    /** How often the target is read. */
    Schedule schedule();

    /** How the collector is doing. */
    CollectorHealth health();

    /**
     * Copies the latest snapshot. After a failed run that is one in which only the series about the run itself have
     * values, {@code up} with 0 among them: what the target said before is gone.
     *
     * @return whether there is one; false before the first run. What {@code into} holds is then unchanged.
     */
    boolean copyTo(Snapshot into);
}
