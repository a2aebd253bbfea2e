package dev.monitoring.collectors.system.linux;

import dev.monitoring.collectors.kernel.KernelText;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How long tasks waited for processors, memory and I/O: the files of {@code /proc/pressure}. A kernel may have them and
 * still refuse to read them; that is the same as not to have them.
 *
 * @see <a href="https://docs.kernel.org/accounting/psi.html">Pressure stall information</a>
 */
final class PressurePart implements Part {
    private static final byte[] SOME = KernelText.ascii("some");
    private static final byte[] FULL = KernelText.ascii("full");
    private static final byte[] TOTAL = KernelText.ascii("total=");
    private static final double MICROS_PER_SECOND = 1e6;

    private final KernelText text;
    private final Resource[] resources;

    PressurePart(KernelText text, KernelPaths paths) {
        this.text = text;
        this.resources = new Resource[] {
            new Resource(
                    paths.proc("pressure/cpu"),
                    counter("cpu_waiting", "Time at least one task waited for a processor."),
                    null),
            new Resource(
                    paths.proc("pressure/io"),
                    counter("io_waiting", "Time at least one task waited for I/O."),
                    counter("io_stalled", "Time all tasks waited for I/O.")),
            new Resource(
                    paths.proc("pressure/memory"),
                    counter("memory_waiting", "Time at least one task waited for memory."),
                    counter("memory_stalled", "Time all tasks waited for memory.")),
            new Resource(
                    paths.proc("pressure/irq"), null, counter("irq_stalled", "Time all tasks waited for interrupts.")),
        };
    }

    private record Resource(
            File file, @Nullable Family some, @Nullable Family full) {}

    private static Family counter(String name, String help) {
        return Family.counter("node_pressure_" + name + "_seconds_total", help).in("seconds");
    }

    @Override
    public List<String> names() {
        return List.of("pressure");
    }

    @Override
    public boolean collect(MetricSink sink) throws IOException {
        boolean any = false;
        for (Resource resource : resources) {
            try {
                any |= resource(sink, resource);
            } catch (IOException e) {
                String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
                if (!message.contains("not supported")) {
                    throw e;
                }
            }
        }
        return any;
    }

    private boolean resource(MetricSink sink, Resource resource) throws IOException {
        if (!text.open(resource.file)) {
            return false;
        }
        try {
            while (text.nextLine()) {
                if (text.nextToken()) {
                    Family family = text.tokenIs(SOME) ? resource.some : text.tokenIs(FULL) ? resource.full : null;
                    if (family != null) {
                        total(sink, family);
                    }
                }
            }
            return true;
        } finally {
            text.close();
        }
    }

    private void total(MetricSink sink, Family family) {
        while (text.nextToken()) {
            if (text.tokenStartsWith(TOTAL)) {
                text.dropStart(TOTAL.length);
                double micros = text.number();
                if (!Double.isNaN(micros)) {
                    sink.add(family, Labels.EMPTY, micros / MICROS_PER_SECOND);
                }
                return;
            }
        }
    }
}
