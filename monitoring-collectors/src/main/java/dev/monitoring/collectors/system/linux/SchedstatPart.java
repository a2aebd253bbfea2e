package dev.monitoring.collectors.system.linux;

import dev.monitoring.collectors.kernel.KernelText;
import dev.monitoring.collectors.kernel.NameTable;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.io.File;
import java.io.IOException;
import java.util.List;

/**
 * How long tasks ran and waited on each processor: {@code /proc/schedstat}, where the kernel keeps it.
 *
 * @see <a href="https://docs.kernel.org/scheduler/sched-stats.html">Scheduler statistics</a>
 */
final class SchedstatPart implements Part {
    private static final Family RUNNING = Family.counter(
                    "node_schedstat_running_seconds_total", "Time tasks ran on a processor.")
            .in("seconds");
    private static final Family WAITING = Family.counter(
                    "node_schedstat_waiting_seconds_total", "Time tasks waited for a processor.")
            .in("seconds");
    private static final Family TIMESLICES =
            Family.counter("node_schedstat_timeslices_total", "Time slices run on a processor.");
    private static final byte[] CPU_KEY = KernelText.ascii("cpu");
    private static final int COLUMNS_BEFORE = 6;
    private static final double NANOS_PER_SECOND = 1e9;

    private final KernelText text;
    private final File file;
    private final NameTable<Labels> processors = new NameTable<>();

    SchedstatPart(KernelText text, KernelPaths paths) {
        this.text = text;
        this.file = paths.proc("schedstat");
    }

    @Override
    public List<String> names() {
        return List.of("schedstat");
    }

    @Override
    public boolean collect(MetricSink sink) throws IOException {
        if (!text.open(file)) {
            return false;
        }
        try {
            int seen = 0;
            while (text.nextLine()) {
                if (text.nextToken() && text.tokenStartsWith(CPU_KEY)) {
                    text.dropStart(CPU_KEY.length);
                    Labels labels = text.lookUp(processors);
                    if (labels == null) {
                        labels = text.remember(processors, Labels.of("cpu", text.tokenText()));
                    }
                    seen++;
                    processor(sink, labels);
                }
            }
            processors.trim(seen);
            return true;
        } finally {
            text.close();
        }
    }

    private void processor(MetricSink sink, Labels labels) {
        if (!text.skipTokens(COLUMNS_BEFORE)) {
            return;
        }
        double running = text.nextNumber();
        double waiting = text.nextNumber();
        double timeslices = text.nextNumber();
        if (!Double.isNaN(timeslices)) {
            sink.add(RUNNING, labels, running / NANOS_PER_SECOND);
            sink.add(WAITING, labels, waiting / NANOS_PER_SECOND);
            sink.add(TIMESLICES, labels, timeslices);
        }
    }
}
