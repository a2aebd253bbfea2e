package dev.monitoring.collectors.system.linux;

import com.google.re2j.Pattern;
import dev.monitoring.collectors.kernel.KernelText;
import dev.monitoring.collectors.kernel.NameTable;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What each network interface received and sent: {@code /proc/net/dev}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_net.5.html">proc_pid_net(5)</a>
 */
final class NetdevPart implements Part {
    private static final int MAX_DEVICES = 10_000;

    private static final Family[] COLUMNS = {
        counter("receive_bytes_total", "Bytes received."),
        counter("receive_packets_total", "Packets received."),
        counter("receive_errs_total", "Packets received with errors."),
        counter("receive_drop_total", "Packets received and dropped."),
        counter("receive_fifo_total", "Packets lost because a receive queue was full."),
        counter("receive_frame_total", "Packets received with framing errors."),
        counter("receive_compressed_total", "Compressed packets received."),
        counter("receive_multicast_total", "Multicast packets received."),
        counter("transmit_bytes_total", "Bytes sent."),
        counter("transmit_packets_total", "Packets sent."),
        counter("transmit_errs_total", "Packets not sent because of errors."),
        counter("transmit_drop_total", "Packets dropped before they were sent."),
        counter("transmit_fifo_total", "Packets lost because a send queue was full."),
        counter("transmit_colls_total", "Collisions."),
        counter("transmit_carrier_total", "Packets lost because the carrier was lost."),
        counter("transmit_compressed_total", "Compressed packets sent."),
    };

    private final KernelText text;
    private final File file;
    private final Pattern excluded;
    private final NameTable<Optional<Labels>> devices = new NameTable<>();

    NetdevPart(KernelText text, KernelPaths paths, Pattern excluded) {
        this.text = text;
        this.file = paths.proc("net/dev");
        this.excluded = excluded;
    }

    private static Family counter(String name, String help) {
        return Family.counter("node_network_" + name, help).in(name.contains("_bytes") ? "bytes" : "");
    }

    @Override
    public List<String> names() {
        return List.of("netdev");
    }

    @Override
    public boolean collect(MetricSink sink) throws IOException {
        if (!text.open(file)) {
            return false;
        }
        try {
            int seen = 0;
            while (text.nextLine() && seen < MAX_DEVICES) {
                if (!text.nextTokenUpTo(':') || text.tokenLength() == 0) {
                    continue; // the two lines of headings have no colon
                }
                seen++;
                Optional<Labels> labels = text.lookUp(devices);
                if (labels == null) {
                    labels = text.remember(devices, labels(text.tokenText()));
                }
                if (labels.isPresent()) {
                    device(sink, labels.get());
                }
            }
            devices.trim(seen);
            return true;
        } finally {
            text.close();
        }
    }

    private void device(MetricSink sink, Labels labels) {
        for (Family column : COLUMNS) {
            double value = text.nextNumber();
            if (Double.isNaN(value)) {
                return;
            }
            sink.add(column, labels, value);
        }
    }

    private Optional<Labels> labels(String device) {
        return excluded.matcher(device).find() ? Optional.empty() : Optional.of(Labels.of("device", device));
    }
}
