package dev.monitoring.core.collect;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.time.Deadline;
import java.util.Optional;

/**
 * Reads one target. This is the interface to implement to watch something of your own; see {@link CollectorFactory} for how
 * it is found.
 *
 * <p>One collector object watches one target. The scheduler calls {@link #collect} from one thread at a time, though not
 * always the same one, and never while an earlier call is still running. A collector reads and never changes, consumes or
 * locks what it watches. Whatever it throws, however long it hangs, it harms itself only: the run counts as failed, is
 * shown in the collector's health, and the next tries come at growing distances until one works.
 */
public interface MetricCollector extends AutoCloseable {
    /** The name, in lower case with hyphens: {@code system}, {@code redis}. Also the collector's section in the settings. */
    String name();

    /**
     * The gauge by which the target's well-known exporter says whether it reached the target: {@code redis_up}. It is given
     * on each tick for the collector, as {@code up} is: 1 where the run delivered, 0 where it failed or the target is backed
     * off. The collector itself emits no such series; none by default. Asked for once.
     */
    default Optional<Family> upFamily() {
        return Optional.empty();
    }

    /**
     * Whether a label of a series stays where the target has one of the same name: Prometheus' {@code honor_labels}. False by
     * default: then the target's label holds, and the series' own is kept as {@code exported_<name>}. Asked for once.
     */
    default boolean honorsLabels() {
        return false;
    }

    /**
     * Reads the target and gives its samples to the sink. All samples of a run get the same time, the tick it was due at.
     *
     * <p>Emitting the same series in the same order on each run, with {@link dev.monitoring.core.model.Labels} objects kept
     * from run to run, costs no allocation; any other order is right too, only slower.
     *
     * @param sink takes the samples; valid during this call only
     * @param deadline when the run must be done; a collector that does I/O passes the time left on to its client. A run
     *     that is late is interrupted and its samples are discarded.
     * @throws Exception the run failed: nothing it gave to the sink is used, the target counts as down
     */
    void collect(MetricSink sink, Deadline deadline) throws Exception;

    /** Lets go of connections. Called once, after the last run; also while a run hangs, to free it. */
    @Override
    default void close() {}
}
