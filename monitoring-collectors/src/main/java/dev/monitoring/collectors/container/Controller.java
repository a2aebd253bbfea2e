package dev.monitoring.collectors.container;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.io.IOException;

/** What one controller of a control group tells. Confined to the runs. */
interface Controller {
    /** The controller, for {@link MetricSink#missing}. */
    String name();

    /**
     * Reads and emits.
     *
     * @throws IOException a file is there and cannot be read
     */
    void collect(MetricSink sink) throws IOException;

    /** Emits a value that is known; what a kernel or a group lacks is NaN. */
    static void add(MetricSink sink, Family family, Labels labels, double value) {
        if (!Double.isNaN(value)) {
            sink.add(family, labels, value);
        }
    }

    /** Emits a limit; where there is none, zero, as cAdvisor has it. */
    static void addLimit(MetricSink sink, Family family, Labels labels, double limit) {
        add(sink, family, labels, limit >= UNLIMITED ? 0 : limit);
    }

    /** Version 1 writes the greatest multiple of the page size below 2⁶³ for no limit; version 2 the word max. */
    double UNLIMITED = 0x1p63 - 65536;
}
