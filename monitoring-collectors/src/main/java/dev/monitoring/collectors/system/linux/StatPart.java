package dev.monitoring.collectors.system.linux;

import dev.monitoring.collectors.kernel.KernelText;
import dev.monitoring.collectors.kernel.NameTable;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Processor times, interrupts, context switches, forks: {@code /proc/stat}, which node_exporter's collectors cpu and stat
 * both read.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_stat.5.html">proc_stat(5)</a>
 */
final class StatPart implements Part {
    private static final Family CPU = Family.counter(
                    "node_cpu_seconds_total", "Time the processors spent in each mode.")
            .in("seconds");
    private static final Family GUEST = Family.counter(
                    "node_cpu_guest_seconds_total", "Time the processors ran guests of virtual machines.")
            .in("seconds");
    private static final List<Line> LINES = List.of(
            new Line("intr", Family.counter("node_intr_total", "Interrupts serviced.")),
            new Line("ctxt", Family.counter("node_context_switches_total", "Context switches.")),
            new Line(
                    "btime",
                    Family.gauge("node_boot_time_seconds", "When the system started, in seconds since 1970.")
                            .in("seconds")),
            new Line("processes", Family.counter("node_forks_total", "Processes and threads created.")),
            new Line("procs_running", Family.gauge("node_procs_running", "Tasks that can run.")),
            new Line("procs_blocked", Family.gauge("node_procs_blocked", "Tasks waiting for input or output.")));

    private static final byte[] CPU_KEY = KernelText.ascii("cpu");
    private static final String[] MODES = {"user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"};
    private static final String[] GUEST_MODES = {"user", "nice"};
    private static final int IDLE = 3;

    /** What the kernel calls USER_HZ: 100 on every architecture that a JVM runs on. */
    private static final double TICKS_PER_SECOND = 100;

    /** Idle time that goes back by more is a processor taken out and put back, whose times begin anew. */
    private static final double RESET_SECONDS = 3;

    private final KernelText text;
    private final File file;
    private final NameTable<Processor> processors = new NameTable<>();
    private final double[] latest = new double[MODES.length + GUEST_MODES.length];

    StatPart(KernelText text, KernelPaths paths) {
        this.text = text;
        this.file = paths.proc("stat");
    }

    private record Line(byte[] key, Family family) {
        private Line(String key, Family family) {
            this(KernelText.ascii(key), family);
        }
    }

    /** One processor's labels and times. Times that go back a little are kept: the kernel estimates idle ones. */
    private static final class Processor {
        private final Labels[] labels = new Labels[MODES.length];
        private final Labels[] guestLabels = new Labels[GUEST_MODES.length];
        private final double[] seconds = new double[MODES.length + GUEST_MODES.length];

        private Processor(String cpu) {
            for (int i = 0; i < MODES.length; i++) {
                labels[i] = Labels.of("cpu", cpu, "mode", MODES[i]);
            }
            for (int i = 0; i < GUEST_MODES.length; i++) {
                guestLabels[i] = Labels.of("cpu", cpu, "mode", GUEST_MODES[i]);
            }
        }

        private void update(double[] latest, int columns) {
            if (columns > IDLE && seconds[IDLE] - latest[IDLE] >= RESET_SECONDS) {
                Arrays.fill(seconds, 0);
            }
            for (int i = 0; i < columns; i++) {
                seconds[i] = Math.max(seconds[i], latest[i]);
            }
        }
    }

    @Override
    public List<String> names() {
        return List.of("cpu", "stat");
    }

    @Override
    public boolean collect(MetricSink sink) throws IOException {
        if (!text.open(file)) {
            return false;
        }
        try {
            int seen = 0;
            while (text.nextLine()) {
                if (!text.nextToken()) {
                    continue;
                }
                if (text.tokenStartsWith(CPU_KEY)) {
                    seen += processor(sink) ? 1 : 0;
                } else {
                    other(sink);
                }
            }
            processors.trim(seen);
            return true;
        } finally {
            text.close();
        }
    }

    private boolean processor(MetricSink sink) {
        text.dropStart(CPU_KEY.length);
        if (text.tokenLength() == 0 || Double.isNaN(text.number())) {
            return false; // the sum of all
        }
        Processor processor = text.lookUp(processors);
        if (processor == null) {
            processor = text.remember(processors, new Processor(text.tokenText()));
        }
        int columns = 0;
        for (; columns < latest.length; columns++) {
            double ticks = text.nextNumber();
            if (Double.isNaN(ticks)) {
                break; // kernels before 2.6.33 have fewer columns
            }
            latest[columns] = ticks / TICKS_PER_SECOND;
        }
        processor.update(latest, columns);
        for (int i = 0; i < Math.min(columns, MODES.length); i++) {
            sink.add(CPU, processor.labels[i], processor.seconds[i]);
        }
        for (int i = MODES.length; i < columns; i++) {
            sink.add(GUEST, processor.guestLabels[i - MODES.length], processor.seconds[i]);
        }
        return true;
    }

    private void other(MetricSink sink) {
        for (int i = 0; i < LINES.size(); i++) {
            Line line = LINES.get(i);
            if (text.tokenIs(line.key)) {
                double value = text.nextNumber();
                if (!Double.isNaN(value)) {
                    sink.add(line.family, Labels.EMPTY, value);
                }
                return;
            }
        }
    }
}
