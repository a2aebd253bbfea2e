package dev.monitoring.core.endpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.testing.Await;
import dev.monitoring.core.testing.RawServer;
import dev.monitoring.core.testing.TestAuthority;
import dev.monitoring.core.tls.TlsSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an endpoint sends besides the request line: bodies, and how long it tries. */
@NullUnmarked
@Timeout(60)
class HttpEndpointSendingTest extends HttpEndpointScene {
    private static final Duration PATIENT = Duration.ofSeconds(20);

    @Test
    void postsABodyAndItsHeaders() throws Exception {
        byte[] body = "{\"a\":\"ü\"}".getBytes(StandardCharsets.UTF_8);
        start((socket, number) -> {
            for (int i = 0; i < 2; i++) {
                requests.add(head(socket));
                requests.add(new String(socket.getInputStream().readNBytes(body.length), StandardCharsets.UTF_8));
                write(socket, answer("Content-Length: 2", "ok"));
            }
        });
        Map<String, String> headers = Map.of("Content-Type", "application/json");

        try (HttpReply reply = endpoint.post(headers, body, deadline(PATIENT))) {
            assertEquals(200, reply.status());
        }
        try (HttpReply reply = endpoint.post("/other?x=y", headers, body, deadline(PATIENT))) {
            assertEquals("ok", new String(reply.body().readAllBytes(), StandardCharsets.UTF_8));
        }

        assertEquals(1, server.accepted());
        assertTrue(requests.get(0).startsWith("POST /page HTTP/1.1\r\n"), requests.get(0));
        assertTrue(requests.get(0).contains("\r\nContent-Type: application/json\r\n"), requests.get(0));
        assertTrue(requests.get(0).contains("\r\nContent-Length: 10\r\n"), requests.get(0));
        assertEquals("{\"a\":\"ü\"}", requests.get(1));
        assertTrue(requests.get(2).startsWith("POST /other?x=y HTTP/1.1\r\n"), requests.get(2));
    }

    @Test
    void doesNotFollowARedirectOfWhatItTells() throws Exception {
        start((socket, number) -> {
            requests.add(head(socket));
            write(socket, "HTTP/1.1 307 x\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
        });

        try (HttpReply reply = endpoint.post(Map.of(), new byte[0], deadline(PATIENT))) {
            assertEquals(307, reply.status());
        }

        assertEquals(1, requests.size());
    }

    @Test
    void sendsABodyThatFitsNoBuffer() throws Exception {
        byte[] body = new byte[HttpWire.MAX_SENT_BODY_BYTES];
        new java.util.Random(1).nextBytes(body);
        CompletableFuture<byte[]> received = new CompletableFuture<>();
        start((socket, number) -> {
            head(socket);
            pause(100);
            received.complete(socket.getInputStream().readNBytes(body.length));
            write(socket, answer("Content-Length: 0", ""));
        });

        try (HttpReply reply = endpoint.post(Map.of(), body, deadline(PATIENT))) {
            assertEquals(200, reply.status());
        }

        assertArrayEquals(body, received.get(20, TimeUnit.SECONDS));
        Await.until("no watch is left", () -> !threads().contains("monitoring-send-watch"));
        IOException failure = assertThrows(
                IOException.class, () -> endpoint.post(Map.of(), new byte[body.length + 1], deadline(PATIENT)));
        assertTrue(failure.getMessage().contains("more than 4194304; say less"), failure.getMessage());
    }

    @Test
    void givesUpOnAServerThatDoesNotTakeTheBody() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        start((socket, number) -> {
            head(socket);
            done.await();
        });

        IOException failure = assertThrows(
                IOException.class,
                () -> endpoint.post(Map.of(), new byte[HttpWire.MAX_SENT_BODY_BYTES], deadline(SOON)));

        assertTrue(failure.getMessage().contains("there was no answer in time"), failure.getMessage());
        assertEquals(1, server.accepted());
        Await.until("no watch is left", () -> !threads().contains("monitoring-send-watch"));
        done.countDown();
    }

    @Test
    void givesUpOnAServerThatDoesNotTakeTheBodyOverTls() throws Exception {
        TestAuthority.Identity identity = TestAuthority.named("a").issue("localhost");
        CountDownLatch done = new CountDownLatch(1);
        server = RawServer.start(identity.context().getServerSocketFactory(), (socket, number) -> {
            head(socket);
            done.await();
        });
        endpoint = HttpEndpoint.of(URI.create("https://localhost:" + server.port()))
                .tls(TlsSettings.read(settings("tls.insecure-skip-verify", "true")))
                .build();

        IOException failure = assertThrows(
                IOException.class,
                () -> endpoint.post(Map.of(), new byte[HttpWire.MAX_SENT_BODY_BYTES], deadline(Duration.ofSeconds(2))));

        assertTrue(failure.getMessage().contains("there was no answer in time"), failure.getMessage());
        done.countDown();
    }

    @Test
    void closingFreesARequestThatSends() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        start((socket, number) -> {
            head(socket);
            asked.countDown();
            done.await();
        });

        CompletableFuture<HttpReply> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return endpoint.post(Map.of(), new byte[HttpWire.MAX_SENT_BODY_BYTES], deadline(PATIENT));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        assertTrue(asked.await(20, TimeUnit.SECONDS));
        endpoint.close();

        assertThrows(ExecutionException.class, () -> waiting.get(20, TimeUnit.SECONDS));
        done.countDown();
    }
}
