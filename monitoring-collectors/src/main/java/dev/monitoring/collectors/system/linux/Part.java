package dev.monitoring.collectors.system.linux;

import dev.monitoring.core.collect.MetricSink;
import java.io.IOException;
import java.util.List;

/**
 * What is read from one file of the kernel, or a few that belong together, on the collector's thread. Confined to the runs.
 *
 * <p>Only files whose reading cannot block are read by parts; the rest is a {@link HardwarePart}'s.
 */
interface Part {
    /** The names of node_exporter's collectors that emit the same families: {@code meminfo}; for one file cpu and stat. */
    List<String> names();

    /**
     * Reads and emits.
     *
     * @return whether this machine has what the part reads; a kernel without a feature lacks its file
     * @throws IOException the file is there and cannot be read or understood
     */
    boolean collect(MetricSink sink) throws IOException;
}
