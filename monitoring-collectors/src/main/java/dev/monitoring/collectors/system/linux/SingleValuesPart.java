package dev.monitoring.collectors.system.linux;

import dev.monitoring.collectors.kernel.KernelText;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.io.File;
import java.io.IOException;
import java.util.List;

/** Files that hold one number each, or a few in one line. */
final class SingleValuesPart implements Part {
    private final String name;
    private final KernelText text;
    private final List<Line> lines;

    private SingleValuesPart(String name, KernelText text, List<Line> lines) {
        this.name = name;
        this.text = text;
        this.lines = lines;
    }

    /** A file whose first line matters, and its columns in ascending order. */
    private record Line(File file, List<Column> columns) {}

    /** A column counted from zero. */
    private record Column(int index, Family family) {}

    static Part loadavg(KernelText text, KernelPaths paths) {
        return new SingleValuesPart(
                "loadavg",
                text,
                List.of(new Line(
                        paths.proc("loadavg"),
                        List.of(
                                new Column(0, Family.gauge("node_load1", "Load average over one minute.")),
                                new Column(1, Family.gauge("node_load5", "Load average over five minutes.")),
                                new Column(2, Family.gauge("node_load15", "Load average over 15 minutes."))))));
    }

    static Part fileDescriptors(KernelText text, KernelPaths paths) {
        return new SingleValuesPart(
                "filefd",
                text,
                List.of(new Line(
                        paths.proc("sys/fs/file-nr"),
                        List.of(
                                new Column(0, Family.gauge("node_filefd_allocated", "File descriptors in use.")),
                                new Column(
                                        2, Family.gauge("node_filefd_maximum", "File descriptors there may be."))))));
    }

    static Part entropy(KernelText text, KernelPaths paths) {
        return new SingleValuesPart(
                "entropy",
                text,
                List.of(
                        new Line(
                                paths.proc("sys/kernel/random/entropy_avail"),
                                List.of(new Column(
                                        0,
                                        Family.gauge("node_entropy_available_bits", "Bits of randomness available.")))),
                        new Line(
                                paths.proc("sys/kernel/random/poolsize"),
                                List.of(new Column(
                                        0,
                                        Family.gauge(
                                                "node_entropy_pool_size_bits", "Bits the entropy pool holds."))))));
    }

    static Part hungTasks(KernelText text, KernelPaths paths) {
        return new SingleValuesPart(
                "kernel_hung",
                text,
                List.of(new Line(
                        paths.proc("sys/kernel/hung_task_detect_count"),
                        List.of(new Column(0, Family.counter("node_kernel_hung_tasks_total", "Tasks found hung."))))));
    }

    @Override
    public List<String> names() {
        return List.of(name);
    }

    @Override
    public boolean collect(MetricSink sink) throws IOException {
        boolean any = false;
        for (int i = 0; i < lines.size(); i++) {
            any |= line(sink, lines.get(i));
        }
        return any;
    }

    private boolean line(MetricSink sink, Line line) throws IOException {
        if (!text.open(line.file)) {
            return false;
        }
        try {
            if (!text.nextLine()) {
                return false;
            }
            int at = 0;
            for (int i = 0; i < line.columns.size(); i++) {
                Column column = line.columns.get(i);
                double value = text.skipTokens(column.index - at) ? text.nextNumber() : Double.NaN;
                at = column.index + 1;
                if (!Double.isNaN(value)) {
                    sink.add(column.family, Labels.EMPTY, value);
                }
            }
            return true;
        } finally {
            text.close();
        }
    }

    /** Emits the number that {@code file} begins with; false where there is no such file. */
    static boolean emit(KernelText text, File file, Family family, MetricSink sink) throws IOException {
        if (!text.open(file)) {
            return false;
        }
        try {
            double value = text.nextLine() ? text.nextNumber() : Double.NaN;
            if (!Double.isNaN(value)) {
                sink.add(family, Labels.EMPTY, value);
            }
            return true;
        } finally {
            text.close();
        }
    }
}
