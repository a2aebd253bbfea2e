package dev.monitoring.collectors.jvm;

import dev.monitoring.core.collect.MetricSink;

/** One group of the JVM's families, read together. A part that fails leaves the others alone. Confined to the runs. */
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
}
