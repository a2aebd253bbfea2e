package dev.monitoring.core.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.settings.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NullUnmarked
@Timeout(60)
class HttpEndpointTest extends HttpEndpointScene {
    @Test
    void keepsItsConnectionBetweenRequests() throws Exception {
        serve(
                answer("Content-Length: 5", "hello"),
                answer("Transfer-Encoding: chunked", "2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nA: b\r\n\r\n"));

        assertEquals("hello", get());
        assertEquals("hello", get());
        assertEquals("hello", get());

        assertEquals(1, server.accepted());
    }

    @Test
    void readsToTheEndOfTheConnection() throws Exception {
        start((socket, number) -> {
            head(socket);
            write(socket, "HTTP/1.0 200 OK\r\nServer: old\r\n\r\nhello");
        });

        assertEquals("hello", get());
        assertEquals("hello", get());

        assertEquals(2, server.accepted());
    }

    @Test
    void asksOnceMoreWhereTheServerClosedBetweenRequests() throws Exception {
        start((socket, number) -> {
            head(socket);
            write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + number);
        });

        assertEquals("0", get());
        assertEquals("1", get());
    }

    @Test
    void unpacksGzip() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write("hello".getBytes(StandardCharsets.US_ASCII));
        }
        start((socket, number) -> {
            String head = head(socket);
            assertTrue(head.contains("Accept-Encoding: gzip"), head);
            write(socket, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + packed.size() + "\r\n\r\n");
            socket.getOutputStream().write(packed.toByteArray());
        });

        assertEquals("hello", get());
    }

    @Test
    void stopsUnpackingAtTheLimit() throws Exception {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
            out.write(new byte[1 << 20]);
        }
        start((socket, number) -> {
            head(socket);
            write(socket, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + bomb.size() + "\r\n\r\n");
            socket.getOutputStream().write(bomb.toByteArray());
        });
        endpoint = HttpEndpoint.of(uri("/big")).bodyLimit(1000).build();

        assertFailure("more than 1000 bytes; correct the address, or raise body-size-limit", SOON.multipliedBy(20));
    }

    @Test
    void givesUpOnAServerThatTricklesBodyOrHead() throws Exception {
        for (String begin : List.of("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", "HTTP/1.1 200 OK\r\nX-Slow: ")) {
            close();
            start((socket, number) -> {
                head(socket);
                write(socket, begin);
                while (!socket.isClosed()) {
                    write(socket, "x");
                    pause(20);
                }
            });
            assertFailure("there was no answer in time", SOON);
        }
    }

    @Test
    void givesUpOnAServerThatTricklesItsHandshake() throws Exception {
        start((socket, number) -> {
            write(socket, "\u0016\u0003\u0003@\u0000"); // a handshake record of 16 KB
            while (!socket.isClosed()) {
                write(socket, "\u0002");
                pause(20);
            }
        });
        endpoint = HttpEndpoint.of(URI.create("https://localhost:" + server.port()))
                .build();

        assertFailure("there was no answer in time", SOON);
    }

    @Test
    void givesUpOnAServerThatNeverAnswers() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            endpoint = HttpEndpoint.of(URI.create("http://localhost:" + silent.getLocalPort()))
                    .build();

            assertFailure("there was no answer in time", SOON);
        }
    }

    @Test
    void saysWhatIsWrongAndWhatToDo() throws Exception {
        assertTrue(failure(HttpEndpoint.of(URI.create("http://localhost:1/metrics?token=canary"))
                        .build())
                .startsWith(
                        "GET http://localhost:1/metrics: nothing listens at 127.0.0.1:1 (Connection refused); start"));
        assertTrue(failure(HttpEndpoint.of(URI.create("http://no-such-host.invalid/"))
                        .build())
                .contains("the host has no address; correct its name"));

        start((socket, number) -> {
            head(socket);
            write(socket, "SSH-2.0-x\r\n");
        });
        assertTrue(failure(endpoint).contains("the answer is not HTTP/1.1: it begins with \"SSH-2.0-x\""));

        close();
        start((socket, number) -> head(socket));
        assertTrue(failure(endpoint).contains("the server closed the connection without an answer"));

        close();
        start((socket, number) -> {
            head(socket);
            write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        });
        assertTrue(failure(endpoint).contains("the server closed the connection after 4 of the 10 bytes"));
    }

    @Test
    void readsNoMoreHeadThanAServerSends() throws Exception {
        start((socket, number) -> {
            head(socket);
            write(socket, "HTTP/1.1 200 OK\r\n");
            while (!socket.isClosed()) {
                write(socket, "X-Header: value\r\n".repeat(100));
            }
        });

        assertFailure("the head of the answer has more than 65536 bytes", Duration.ofSeconds(20));
    }

    @Test
    void tellsAStatusWithARemedy() throws Exception {
        serve(new String[] {"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"});

        try (HttpReply reply = endpoint.get(Map.of(), deadline(Duration.ofSeconds(5)))) {
            HttpStatusException refused = assertThrows(HttpStatusException.class, reply::requireOk);
            assertEquals(401, refused.status());
            assertEquals(
                    "GET " + uri("/page") + " answers with status 401: it wants other credentials; set or correct"
                            + " basic-auth or bearer-token",
                    refused.getMessage());
        }
    }

    @Test
    void closingFreesARequestThatWaits() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        start((socket, number) -> {
            head(socket);
            asked.countDown();
            socket.getInputStream().read();
        });

        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return get();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        assertTrue(asked.await(20, TimeUnit.SECONDS));
        endpoint.close();

        assertThrows(ExecutionException.class, () -> waiting.get(20, TimeUnit.SECONDS));
        assertThrows(IOException.class, this::get);
    }

    @Test
    void startsNoThread() throws Exception {
        serve(answer("Content-Length: 0", ""));
        get();
        List<String> before = threads();

        HttpEndpoint other = HttpEndpoint.of(uri("/")).build();
        try (HttpReply reply = other.get(Map.of(), deadline(Duration.ofSeconds(5)))) {
            assertEquals(200, reply.status());
        }

        List<String> after = threads();
        after.removeAll(before);
        after.remove("test-server");
        assertEquals(List.of(), after);
        other.close();
    }

    @Test
    void findsWhatIsWrongWithTheSettings() {
        assertSettingFault("basic-auth.username and basic-auth.password", "url", "http://me:canary@host/");
        assertSettingFault("is not one of http or https", "url", "ftp://host/");
        assertSettingFault("write it as http://host:port/path", "url", "http://ho st/");
        assertSettingFault("port 70000", "url", "http://host:70000/");
        assertSettingFault("without TLS", "url", "http://host/", "tls.server-name", "x");
        assertSettingFault("nobody it belongs to", "url", "http://host/", "basic-auth.password", "canary");
        assertSettingFault(
                "keep one of the two", "url", "http://host/", "bearer-token", "canary", "basic-auth.username", "me");
    }

    private static void assertSettingFault(String expected, String... keysAndValues) {
        Settings settings = settings(keysAndValues);
        EndpointSettings.address(settings, dev.monitoring.core.settings.Setting.text("url", null, "The address."))
                .ifPresent(address -> EndpointSettings.read(settings, address));
        assertEquals(1, settings.faults().size(), settings.faults()::toString);
        String fault = settings.faults().get(0).toString();
        assertTrue(fault.contains(expected), fault);
        assertFalse(fault.contains("canary"), fault);
    }
}
