package dev.monitoring.core.endpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.testing.RawServer;
import dev.monitoring.core.testing.TestAuthority;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import dev.monitoring.core.tls.TlsSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
@Timeout(60)
class HttpEndpointTest {
    private static final Duration SOON = Duration.ofMillis(300);
    private static final Duration PATIENT = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private RawServer server;
    private HttpEndpoint endpoint;

    @AfterEach
    void close() throws Exception {
        if (endpoint != null) {
            endpoint.close();
        }
        if (server != null) {
            server.close();
        }
    }

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
    void followsRedirectsOnItsHostOnly() throws Exception {
        start((socket, number) -> {
            while (true) {
                String head = head(socket);
                requests.add(head.split("\r\n", 2)[0]);
                write(
                        socket,
                        switch (head.split(" ")[1]) {
                            case "/page" -> "HTTP/1.1 302 Found\r\nLocation: /next?a=b\r\nContent-Length: 3\r\n\r\nfoo";
                            case "/next?a=b" ->
                                "HTTP/1.1 307 Temporary\r\nLocation: http://127.0.0.1:" + server.port()
                                        + "/other\r\nContent-Length: 0\r\n\r\n";
                            default -> "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno";
                        });
            }
        });

        try (HttpReply reply = endpoint.get(Map.of(), deadline(Duration.ofSeconds(5)))) {
            assertEquals(307, reply.status());
        }

        assertEquals(List.of("GET /page HTTP/1.1", "GET /next?a=b HTTP/1.1"), requests);
    }

    @Test
    void tellsCredentialsToItsHostOnly() throws Exception {
        start((socket, number) -> {
            while (true) {
                String head = head(socket);
                requests.add(head);
                write(
                        socket,
                        head.startsWith("GET /page")
                                ? "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:" + server.port()
                                        + "/other\r\nContent-Length: 0\r\n\r\n"
                                : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        });
        endpoint = HttpEndpoint.of(uri("/page"))
                .redirects(Redirects.ANY)
                .credentials(Credentials.basic("user", "canary"))
                .build();

        assertEquals("ok", get());

        assertTrue(requests.get(0).contains("Authorization: Basic dXNlcjpjYW5hcnk="), requests::toString);
        assertFalse(requests.get(1).contains("Authorization"), requests::toString);
    }

    @Test
    void showsWhomARequestNamesItselfToTheHostItIsForOnly() throws Exception {
        start((socket, number) -> {
            while (true) {
                String head = head(socket);
                requests.add(head);
                write(
                        socket,
                        head.startsWith("GET /signed")
                                ? "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:" + server.port()
                                        + "/other\r\nContent-Length: 0\r\n\r\n"
                                : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        });
        endpoint = HttpEndpoint.of(uri("/page"))
                .redirects(Redirects.ANY)
                .credentials(Credentials.basic("user", "canary"))
                .build();

        try (HttpReply reply =
                endpoint.get("/signed", Map.of("authorization", "Signature x"), deadline(Duration.ofSeconds(5)))) {
            assertEquals(200, reply.status());
        }

        assertTrue(requests.get(0).contains("authorization: Signature x"), requests::toString);
        assertFalse(requests.get(0).contains("Basic"), requests::toString);
        assertFalse(requests.get(1).toLowerCase(Locale.ROOT).contains("authorization"), requests::toString);
    }

    @Test
    void readsSecretsFromFilesForEachRequest() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "one\n");
        start((socket, number) -> {
            while (true) {
                requests.add(head(socket).replaceAll("(?s).*Authorization: ([^\r]*).*", "$1"));
                write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            }
        });
        endpoint = HttpEndpoint.of(uri("/page"))
                .credentials(Credentials.bearerFromFile(file))
                .build();

        get();
        Files.writeString(file, "two");
        get();
        Files.delete(file);
        String failure = failure(endpoint);

        assertEquals(List.of("Bearer one", "Bearer two"), requests);
        assertTrue(failure.contains("token cannot be read (NoSuchFileException)"), failure);
    }

    @Test
    void speaksTls() throws Exception {
        TestAuthority authority = TestAuthority.named("Endpoint Authority");
        server = RawServer.start(authority.issue("localhost").context().getServerSocketFactory(), (socket, number) -> {
            while (true) {
                head(socket);
                write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        });
        URI uri = URI.create("https://localhost:" + server.port() + "/");
        endpoint = HttpEndpoint.of(uri)
                .tls(TlsSettings.read(settings(
                        "tls.ca-file",
                        authority.write(directory.resolve("ca.pem")).toString())))
                .build();

        assertEquals("ok", get());
        assertEquals("ok", get());
        assertEquals(1, server.accepted());
        String untrusted = failure(HttpEndpoint.of(uri).build());
        assertTrue(untrusted.contains("nobody who is trusted vouches"), untrusted);
    }

    @Test
    void saysThatThePortDoesNotSpeakTls() throws Exception {
        start((socket, number) -> {
            socket.getInputStream().read();
            write(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
        });

        String failure = failure(HttpEndpoint.of(URI.create("https://localhost:" + server.port()))
                .build());

        assertTrue(failure.contains("the server does not speak TLS at this port"), failure);
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

    @Test
    void connectsToNoAddressThatItsGuardRefuses() throws Exception {
        HttpEndpoint guarded = HttpEndpoint.of(URI.create("http://169.254.169.254/latest?token=canary"))
                .guard(AddressGuard.strict())
                .build();
        assertTrue(
                failure(guarded).contains("where clouds keep their metadata, and is not connected to; name another"));

        byte[] metadata = {(byte) 0xfd, 0, 0x0e, (byte) 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x54};
        HttpEndpoint renamed = HttpEndpoint.of(URI.create("http://harmless.example/"))
                .guard(AddressGuard.strict())
                .lookup(new HostLookup(host ->
                        new InetAddress[] {InetAddress.getLoopbackAddress(), InetAddress.getByAddress(metadata)}))
                .build();
        assertTrue(failure(renamed).contains("host harmless.example is at fd00:ec2:0:0:0:0:0:254"));

        serve(answer("Content-Length: 0", ""));
        endpoint = HttpEndpoint.of(uri("/")).guard(AddressGuard.strict()).build();
        assertEquals("", get());
    }

    @Test
    void waitsForANameServiceNoLongerThanForAServer() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        endpoint = HttpEndpoint.of(URI.create("http://slow.example/"))
                .lookup(new HostLookup(host -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return new InetAddress[0];
                }))
                .build();

        assertFailure("there was no answer in time", SOON);
        never.countDown();
    }

    @Test
    void keepsASecretPathToItself() {
        HttpEndpoint secret = HttpEndpoint.of(URI.create("http://localhost:1/canary"))
                .secretPath()
                .build();

        assertEquals("http://localhost:1", secret.toString());
        assertTrue(failure(secret).startsWith("GET http://localhost:1: nothing listens"));
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

    private static Settings settings(String... keysAndValues) {
        Map<String, Settings.Value> values = new java.util.TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put("t." + keysAndValues[i], new Settings.Value(keysAndValues[i + 1], Origin.CODE));
        }
        return Settings.of(values, "t");
    }

    private static List<String> threads() {
        List<String> names = new ArrayList<>();
        Thread.getAllStackTraces().keySet().forEach(thread -> names.add(thread.getName()));
        return names;
    }

    private void assertFailure(String message, Duration timeout) {
        IOException failure = assertThrows(IOException.class, () -> {
            try (HttpReply reply = endpoint.get(Map.of(), deadline(timeout))) {
                reply.body().readAllBytes();
            }
        });
        assertTrue(failure.getMessage().contains(message), failure.getMessage());
        assertTrue(failure.getMessage().startsWith("GET http"), failure.getMessage());
    }

    private static String failure(HttpEndpoint endpoint) {
        IOException failure = assertThrows(IOException.class, () -> {
            try (HttpReply reply = endpoint.get(Map.of(), deadline(Duration.ofSeconds(5)))) {
                reply.body().readAllBytes();
            }
        });
        endpoint.close();
        assertFalse(failure.toString().contains("canary"), failure.toString());
        return failure.getMessage();
    }

    private String get() throws IOException {
        try (HttpReply reply = endpoint.get(Map.of(), deadline(Duration.ofSeconds(5)))) {
            return new String(reply.requireOk().body().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void serve(String... answers) throws IOException {
        start((socket, number) -> {
            for (int i = 0; ; i++) {
                head(socket);
                write(socket, answers[i % answers.length]);
            }
        });
    }

    private void start(RawServer.Handler handler) throws IOException {
        server = RawServer.start(handler);
        endpoint = HttpEndpoint.of(uri("/page")).build();
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + server.port() + path);
    }

    private static String answer(String header, String body) {
        return "HTTP/1.1 200 OK\r\n" + header + "\r\n\r\n" + body;
    }

    /** The head of a request; no byte of its body is taken. */
    private static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = socket.getInputStream().read();
            if (c < 0) {
                throw new IOException("the client has gone");
            }
            head.append((char) c);
        }
        return head.substring(0, head.length() - 2);
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** Lets time pass at the server's end of a slow connection. */
    private static void pause(long millis) throws InterruptedException {
        new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    }

    private static Deadline deadline(Duration timeout) {
        return Deadline.after(timeout, Clock.system());
    }
}
