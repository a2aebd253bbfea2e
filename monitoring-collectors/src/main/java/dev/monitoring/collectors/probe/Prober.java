package dev.monitoring.collectors.probe;

import dev.monitoring.core.time.Deadline;
import java.io.IOException;

/** A way to look at a target. Confined to one thread at a time, but for {@link #close}, which frees one that waits. */
interface Prober extends AutoCloseable {
    /**
     * Looks at the target once.
     *
     * @param findings takes what is found, step by step
     * @throws IOException the probe failed there, with a reason and a remedy
     */
    void probe(Findings findings, Deadline deadline) throws IOException;

    /** Whether it speaks HTTP, whose families the exporter shows from the start. */
    boolean isHttp();

    @Override
    void close();
}
