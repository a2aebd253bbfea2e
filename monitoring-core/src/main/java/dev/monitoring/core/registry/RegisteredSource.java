package dev.monitoring.core.registry;

import dev.monitoring.core.model.Target;

/** A source as the registry keeps it. Thread-safe. */
final class RegisteredSource implements Source {
    private final String collector;
    private final Target target;
    private final Schedule schedule;
    private final Snapshot latest = new Snapshot(); // guarded by itself
    private boolean present; // guarded by latest
    private volatile CollectorHealth health = CollectorHealth.starting();

    RegisteredSource(String collector, Target target, Schedule schedule) {
        this.collector = collector;
        this.target = target;
        this.schedule = schedule;
    }

    @Override
    public String collector() {
        return collector;
    }

    @Override
    public Target target() {
        return target;
    }

    @Override
    public Schedule schedule() {
        return schedule;
    }

    @Override
    public CollectorHealth health() {
        return health;
    }

    @Override
    public boolean copyTo(Snapshot into) {
        synchronized (latest) {
            if (present) {
                into.copyFrom(latest);
            }
            return present;
        }
    }

    void health(CollectorHealth newHealth) {
        health = newHealth;
    }

    /** Replaces the latest snapshot and returns the layout of the one before. */
    SeriesLayout replace(Snapshot snapshot) {
        synchronized (latest) {
            SeriesLayout before = latest.layout();
            latest.copyFrom(snapshot);
            present = true;
            return before;
        }
    }

    @Override
    public String toString() {
        return collector + " of " + target;
    }
}
