package dev.monitoring.collectors.container;

import dev.monitoring.collectors.kernel.KernelText;
import dev.monitoring.collectors.kernel.NameTable;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The interfaces of the container's network namespace, which is this process's: {@code /proc/self/net/dev}. */
final class NetworkOfContainer implements Controller {
    private static final int MAX_INTERFACES = 10_000;

    private static final @Nullable Family[] COLUMNS = {
        counter("receive_bytes_total", "Bytes received."),
        counter("receive_packets_total", "Packets received."),
        counter("receive_errors_total", "Packets received with errors."),
        counter("receive_packets_dropped_total", "Packets received and dropped."),
        null,
        null,
        null,
        null,
        counter("transmit_bytes_total", "Bytes sent."),
        counter("transmit_packets_total", "Packets sent."),
        counter("transmit_errors_total", "Packets not sent because of errors."),
        counter("transmit_packets_dropped_total", "Packets dropped before they were sent."),
    };

    private final KernelText text;
    private final Labels labels;
    private final File file;
    private final NameTable<Optional<Labels>> interfaces = new NameTable<>();

    NetworkOfContainer(KernelText text, Labels labels, Path root) {
        this.text = text;
        this.labels = labels;
        this.file = root.resolve("proc/self/net/dev").toFile();
    }

    private static Family counter(String name, String help) {
        return Family.counter("container_network_" + name, help).in(name.contains("_bytes") ? "bytes" : "");
    }

    @Override
    public String name() {
        return "network";
    }

    @Override
    public void collect(MetricSink sink) throws IOException {
        if (!text.open(file)) {
            return;
        }
        try {
            int seen = 0;
            while (text.nextLine() && seen < MAX_INTERFACES) {
                if (!text.nextTokenUpTo(':') || text.tokenLength() == 0) {
                    continue; // headings
                }
                seen++;
                Optional<Labels> known = text.lookUp(interfaces);
                if (known == null) {
                    known = text.remember(interfaces, labels(text.tokenText()));
                }
                if (known.isPresent()) {
                    columns(sink, known.get());
                }
            }
            interfaces.trim(seen);
        } finally {
            text.close();
        }
    }

    private void columns(MetricSink sink, Labels ofInterface) {
        for (Family column : COLUMNS) {
            double value = text.nextNumber();
            if (column != null) {
                Controller.add(sink, column, ofInterface, value);
            }
        }
    }

    /** cAdvisor leaves out what leads nowhere, and the host's ends of other containers' cables. */
    private Optional<Labels> labels(String name) {
        boolean ignored = name.equals("lo") || name.startsWith("veth") || name.startsWith("docker");
        return ignored ? Optional.empty() : Optional.of(labels.with("interface", name));
    }
}
