package dev.monitoring.core.http.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.http.HttpLimits;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.RawHttp;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.http.RouteTable;
import dev.monitoring.core.testing.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Callers that always read a little, so that no connection ever stands still. */
class SlowReaderTest {
    private static final int READERS = 6;
    private static final int SIP_BYTES = 2_048;
    private static final long PAGE_BYTES = 256L << 20;

    private final AtomicInteger writing = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();
    private final HttpLimits limits = HttpLimits.builder()
            .handlerDeadline(Duration.ofSeconds(2))
            .stall(Duration.ofSeconds(2))
            .build();
    private final RouteTable routes = RouteTable.of(List.of(
            Route.get("/fine", request -> HttpResponse.text(200, "fine")),
            Route.get("/metrics", request -> HttpResponse.streamed(200, "text/plain", this::write))));

    @Test
    void delayNoOtherAndAreLetGo() throws Exception {
        try (JettyServer server =
                JettyServer.builder().limits(limits).routes(routes).start()) {
            List<SlowReader> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(new SlowReader(server.uri()));
            }
            Await.until("the first pages under way", () -> sip(readers) && begun.get() > 1);

            for (int i = 0; i < 20; i++) {
                sip(readers);
                assertEquals(
                        "fine",
                        RawHttp.exchange(server.uri(), RawHttp.request("GET", "/fine", "Connection: close"))
                                .text());
            }

            Await.until(
                    "every reader is let go",
                    () -> sip(readers) && server.openConnections() == 0 && writing.get() == 0);
            for (SlowReader reader : readers) {
                assertTrue(reader.bytes < PAGE_BYTES / 2, () -> "one reader got " + reader.bytes + " bytes");
                reader.close();
            }
        }
    }

    private void write(OutputStream out) throws IOException {
        begun.incrementAndGet();
        writing.incrementAndGet();
        try {
            byte[] part = new byte[64 << 10];
            for (long written = 0; written < PAGE_BYTES; written += part.length) {
                out.write(part);
            }
        } finally {
            writing.decrementAndGet();
        }
    }

    private static boolean sip(List<SlowReader> readers) {
        readers.forEach(SlowReader::sip);
        return true;
    }

    private static final class SlowReader implements AutoCloseable {
        private final Socket socket = new Socket();
        private long bytes;

        SlowReader(URI server) throws IOException {
            socket.setReceiveBufferSize(SIP_BYTES);
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
            socket.getOutputStream().write(RawHttp.request("GET", "/metrics").getBytes(StandardCharsets.US_ASCII));
        }

        /** Reads a little of what is there, without waiting for any. */
        void sip() {
            try {
                int there = Math.min(SIP_BYTES, socket.getInputStream().available());
                bytes += there == 0 ? 0 : socket.getInputStream().readNBytes(there).length;
            } catch (IOException e) {
                assertTrue(socket.isConnected(), e::toString); // cut by the server, which is what is awaited
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
