package dev.monitoring.collectors.system.linux;

import dev.monitoring.collectors.kernel.KernelText;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.io.File;
import java.io.IOException;
import java.util.List;

/** Bytes waiting in all UDP sockets together: {@code /proc/net/udp} and {@code udp6}, a line per socket. */
final class UdpQueuesPart implements Part {
    private static final Family QUEUES = Family.gauge("node_udp_queues", "Bytes in the queues of UDP sockets.");
    private static final int QUEUE_COLUMN = 4;

    private final KernelText text;
    private final Version[] versions;

    UdpQueuesPart(KernelText text, KernelPaths paths) {
        this.text = text;
        this.versions =
                new Version[] {new Version(paths.proc("net/udp"), "v4"), new Version(paths.proc("net/udp6"), "v6")};
    }

    private record Version(File file, Labels send, Labels receive) {
        private Version(File file, String ip) {
            this(file, Labels.of("ip", ip, "queue", "tx"), Labels.of("ip", ip, "queue", "rx"));
        }
    }

    @Override
    public List<String> names() {
        return List.of("udp_queues");
    }

    @Override
    public boolean collect(MetricSink sink) throws IOException {
        boolean any = false;
        for (Version version : versions) {
            any |= version(sink, version);
        }
        return any;
    }

    private boolean version(MetricSink sink, Version version) throws IOException {
        if (!text.open(version.file)) {
            return false;
        }
        double send = 0;
        double receive = 0;
        try {
            text.nextLine(); // headings
            while (text.nextLine()) {
                if (!text.skipTokens(QUEUE_COLUMN) || !text.nextTokenUpTo(':')) {
                    continue;
                }
                double sendBytes = text.hex();
                double receiveBytes = text.nextToken() ? text.hex() : Double.NaN;
                if (!Double.isNaN(sendBytes) && !Double.isNaN(receiveBytes)) {
                    send += sendBytes;
                    receive += receiveBytes;
                }
            }
        } finally {
            text.close();
        }
        sink.add(QUEUES, version.send, send);
        sink.add(QUEUES, version.receive, receive);
        return true;
    }
}
