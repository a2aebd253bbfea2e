package dev.monitoring.collectors.jvm;

import dev.monitoring.collectors.kernel.KernelText;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Memory and threads of this process as Linux counts them, from {@code /proc/self/status}; elsewhere nothing.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_status.5.html">proc_pid_status(5)</a>
 */
final class ProcessStatusPart implements JvmPart {
    private static final int MAX_LINE_BYTES = 4096;
    private static final int KIB = 1024;
    private static final List<Field> FIELDS = List.of(
            memory(
                    "VmRSS",
                    "Memory of this process in RAM.",
                    "process_resident_memory_bytes",
                    "process_memory_rss_bytes"),
            memory(
                    "VmSize",
                    "Address space of this process.",
                    "process_virtual_memory_bytes",
                    "process_memory_vss_bytes"),
            memory("VmSwap", "Memory of this process that was swapped out.", "process_memory_swap_bytes"),
            new Field(
                    KernelText.ascii("Threads"),
                    1,
                    List.of(Family.gauge("process_threads", "Threads of this process, the JVM's own included."))));

    private final File file;
    private final KernelText text = new KernelText(MAX_LINE_BYTES);

    ProcessStatusPart(Path path) {
        if (!Files.exists(path)) {
            throw new UnsupportedOperationException("there is no " + path);
        }
        this.file = path.toFile();
    }

    /** A line of the file and the families it becomes: one per name that dashboards know it by. */
    private record Field(byte[] key, int factor, List<Family> families) {}

    private static Field memory(String key, String help, String... names) {
        return new Field(
                KernelText.ascii(key),
                KIB,
                List.of(names).stream()
                        .map(name -> Family.gauge(name, help).in("bytes"))
                        .toList());
    }

    @Override
    public String name() {
        return "process status";
    }

    @Override
    public void collect(MetricSink sink) throws IOException {
        if (!text.open(file)) {
            throw new FileNotFoundException("there is no " + file);
        }
        try {
            while (text.nextLine()) {
                if (text.nextTokenUpTo(':')) {
                    line(sink);
                }
            }
        } finally {
            text.close();
        }
    }

    private void line(MetricSink sink) {
        for (int i = 0; i < FIELDS.size(); i++) {
            Field field = FIELDS.get(i);
            if (text.tokenIs(field.key)) {
                double number = text.nextNumber();
                for (int j = 0; number >= 0 && j < field.families.size(); j++) {
                    sink.add(field.families.get(j), Labels.EMPTY, number * field.factor);
                }
                return;
            }
        }
    }
}
