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
 * Memory, as {@code /proc/meminfo} divides it: a family per line, whatever lines the kernel has.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_meminfo.5.html">proc_meminfo(5)</a>
 */
final class MeminfoPart implements Part {
    private static final double KIB = 1024;
    private static final byte[] KB = KernelText.ascii("kB");
    /** Kernels have about 60 lines; a file with far more is none of theirs. */
    private static final int MAX_LINES = 500;

    private final KernelText text;
    private final File file;
    private final NameTable<Entry> entries = new NameTable<>();

    MeminfoPart(KernelText text, KernelPaths paths) {
        this.text = text;
        this.file = paths.proc("meminfo");
    }

    /** A line's families: with a unit the name ends in bytes, without one it is a plain count. */
    private record Entry(Family bytes, Family count) {
        private static Entry of(String key) {
            StringBuilder name = new StringBuilder("node_memory_");
            for (int i = 0; i < key.length(); i++) {
                char c = key.charAt(i);
                if (c == '(') {
                    name.append('_');
                } else if (c != ')') {
                    name.append(c < 128 && (Character.isLetterOrDigit(c) || c == '_') ? c : '_');
                }
            }
            String help = "The line " + key + " of /proc/meminfo.";
            return new Entry(Family.gauge(name + "_bytes", help).in("bytes"), Family.gauge(name.toString(), help));
        }
    }

    @Override
    public List<String> names() {
        return List.of("meminfo");
    }

    @Override
    public boolean collect(MetricSink sink) throws IOException {
        if (!text.open(file)) {
            return false;
        }
        try {
            for (int lines = 0; text.nextLine() && lines < MAX_LINES; lines++) {
                if (!text.nextTokenUpTo(':') || text.tokenLength() == 0) {
                    continue;
                }
                Entry entry = text.lookUp(entries);
                if (entry == null) {
                    if (entries.size() >= MAX_LINES) {
                        continue;
                    }
                    entry = text.remember(entries, Entry.of(text.tokenText()));
                }
                double value = text.nextNumber();
                if (!Double.isNaN(value)) {
                    boolean kilobytes = text.nextToken() && text.tokenIs(KB);
                    sink.add(kilobytes ? entry.bytes : entry.count, Labels.EMPTY, kilobytes ? value * KIB : value);
                }
            }
            return true;
        } finally {
            text.close();
        }
    }
}
