package dev.monitoring.collectors.system.oshi;

import dev.monitoring.core.collect.MetricSink;

/** One group of figures. A part that fails leaves the others alone. */
record OshiPart(String name, Reader reader) {
    /** Asks the host and emits. */
    @FunctionalInterface
    interface Reader {
        void collect(OshiHost host, MetricSink sink);
    }
}
