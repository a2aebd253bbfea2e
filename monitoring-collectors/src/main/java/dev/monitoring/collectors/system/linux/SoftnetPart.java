package dev.monitoring.collectors.system.linux;

import dev.monitoring.collectors.kernel.KernelText;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Packets handled by each processor: {@code /proc/net/softnet_stat}, a line of hexadecimal columns per processor that is
 * online. Since Linux 5.10 column 12 names the processor; before, it is the line.
 */
final class SoftnetPart implements Part {
    private static final int CPU_COLUMN = 12;
    private static final int MAX_PROCESSORS = 8192;

    private static final @Nullable Family[] COLUMNS = {
        Family.counter("node_softnet_processed_total", "Packets processed."),
        Family.counter("node_softnet_dropped_total", "Packets dropped because the backlog was full."),
        Family.counter("node_softnet_times_squeezed_total", "Times the processing stopped with packets left."),
        null,
        null,
        null,
        null,
        null,
        Family.counter("node_softnet_cpu_collision_total", "Times a device's lock was taken while sending."),
        Family.counter("node_softnet_received_rps_total", "Times another processor asked this one to process packets."),
        Family.counter("node_softnet_flow_limit_count_total", "Times a flow's limit was reached."),
        Family.gauge("node_softnet_backlog_len", "Packets in the backlog."),
    };

    private final KernelText text;
    private final File file;
    private final List<Labels> labels = new ArrayList<>();
    private final double[] values = new double[CPU_COLUMN + 1];

    SoftnetPart(KernelText text, KernelPaths paths) {
        this.text = text;
        this.file = paths.proc("net/softnet_stat");
    }

    @Override
    public List<String> names() {
        return List.of("softnet");
    }

    @Override
    public boolean collect(MetricSink sink) throws IOException {
        if (!text.open(file)) {
            return false;
        }
        try {
            for (int line = 0; text.nextLine(); line++) {
                int columns = 0;
                while (columns < values.length && text.nextToken()) {
                    values[columns++] = text.hex();
                }
                double cpu = columns > CPU_COLUMN ? values[CPU_COLUMN] : line;
                if (cpu >= 0 && cpu < MAX_PROCESSORS) {
                    emit(sink, labels((int) cpu), columns);
                }
            }
            return true;
        } finally {
            text.close();
        }
    }

    private void emit(MetricSink sink, Labels cpu, int columns) {
        for (int i = 0; i < Math.min(columns, COLUMNS.length); i++) {
            Family family = COLUMNS[i];
            if (family != null && !Double.isNaN(values[i])) {
                sink.add(family, cpu, values[i]);
            }
        }
    }

    private Labels labels(int cpu) {
        while (labels.size() <= cpu) {
            labels.add(Labels.of("cpu", String.valueOf(labels.size())));
        }
        return labels.get(cpu);
    }
}
