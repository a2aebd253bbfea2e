package dev.monitoring.core.collect;

import dev.monitoring.core.time.Deadline;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The collector of what the library says about itself, the {@code monitoring_*} families. Thread-safe.
 *
 * <p>Components contribute their parts; one that throws is missing, and the others are there.
 */
public final class SelfMetrics implements MetricCollector {
    /** The name of this collector. */
    public static final String NAME = "monitoring";

    /** A component that says something about itself. Thread-safe. */
    @FunctionalInterface
    public interface Contributor {
        /** Gives its samples to the sink; quick, without I/O. Label sets are best kept from run to run. */
        void contribute(MetricSink sink);
    }

    private record Part(String name, Contributor contributor) {}

    private final List<Part> parts = new CopyOnWriteArrayList<>();

    /**
     * Adds a component.
     *
     * @param name names the part where it fails
     */
    public void add(String name, Contributor contributor) {
        parts.add(new Part(name, contributor));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) {
        for (Part part : parts) {
            try {
                part.contributor.contribute(sink);
            } catch (Exception | LinkageError | StackOverflowError failure) {
                sink.missing(part.name, failure);
            }
        }
    }
}
