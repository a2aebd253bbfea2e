package dev.monitoring.collectors.jvm;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;

/**
 * One group of the JVM's families, read together: under Micrometer's names, and where those of client_java are others, under
 * these as well. A part that fails leaves the others alone. Confined to the runs.
 */
interface JvmPart {
    /** What it reads, in a word or two, for {@link MetricSink#missing}. */
    String name();

    /**
     * Reads and emits.
     *
     * @throws Exception it could not be read this time
     */
    void collect(MetricSink sink) throws Exception;

    /** Lets go of what it registered with the platform; may be called from another thread than {@link #collect}. */
    default void close() {}

    /** Gives a value under the names that both libraries have for it. */
    static void addBoth(Family family, Family alias, double value, MetricSink sink) {
        sink.add(family, Labels.EMPTY, value);
        sink.add(alias, Labels.EMPTY, value);
    }
}
