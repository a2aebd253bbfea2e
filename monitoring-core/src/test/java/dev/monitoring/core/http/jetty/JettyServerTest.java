package dev.monitoring.core.http.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.monitoring.core.http.Access;
import dev.monitoring.core.http.HttpAdapterContract;
import dev.monitoring.core.http.HttpLimits;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.LiveRoute;
import dev.monitoring.core.http.RawHttp;
import dev.monitoring.core.http.RawHttp.Answer;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.http.RouteTable;
import dev.monitoring.core.http.WebAccess;
import dev.monitoring.core.testing.Await;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JettyServerTest extends HttpAdapterContract {
    private static final Route FINE = Route.get("/fine", r -> HttpResponse.text(200, "fine"));

    @Override
    protected RunningAdapter start(RouteTable routes, WebAccess access, HttpLimits limits) throws IOException {
        JettyServer server = JettyServer.builder()
                .routes(routes)
                .access(access)
                .limits(limits)
                .start();
        return new RunningAdapter() {
            @Override
            public URI base() {
                return server.uri();
            }

            @Override
            public void close() {
                server.close();
            }
        };
    }

    private static List<String> ourThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("monitoring-http"))
                .toList();
    }

    // ---- binding

    @Test
    void refusesToListenBeyondLoopbackWithoutCredentials() {
        for (String host : List.of("0.0.0.0", "::", "192.0.2.1")) {
            IllegalArgumentException refusal = assertThrows(
                    IllegalArgumentException.class,
                    () -> JettyServer.builder().host(host).start());

            assertTrue(refusal.getMessage().contains("monitoring.web.token"), refusal.getMessage());
            assertTrue(refusal.getMessage().contains("monitoring.web.users"), refusal.getMessage());
            assertTrue(refusal.getMessage().contains("monitoring.web.host " + host), refusal.getMessage());
        }
    }

    @Test
    void listensEverywhereWithCredentials() throws Exception {
        try (JettyServer server = JettyServer.builder()
                .host("0.0.0.0")
                .routes(RouteTable.of(List.of(FINE)))
                .access(credentials())
                .allowedHosts(List.of("Monitoring.Example.org"))
                .start()) {
            URI local = URI.create("http://127.0.0.1:" + server.port() + "/");
            String token = "Authorization: Bearer " + READ_TOKEN;

            assertEquals("localhost", server.uri().getHost());
            assertEquals(401, get(local, "/fine").status());
            assertEquals(200, get(local, "/fine", token).status());
            assertEquals(200, get(local, "/fine", token, "Host: 10.1.2.3:9900").status());
            assertEquals(
                    200,
                    get(local, "/fine", token, "Host: monitoring.example.org").status());
            assertEquals(
                    403, get(local, "/fine", token, "Host: other.example.org").status());
        }
    }

    @Test
    void saysWhoHasThePort() throws Exception {
        try (JettyServer first = JettyServer.builder().start()) {
            IOException taken = assertThrows(
                    IOException.class,
                    () -> JettyServer.builder().port(first.port()).start());

            assertTrue(
                    taken.getMessage().startsWith("port " + first.port() + " on 127.0.0.1 is taken"),
                    taken.getMessage());
            assertTrue(taken.getMessage().contains("--port, 0 takes any free one"), taken.getMessage());
            if (Files.isReadable(Path.of("/proc/net/tcp"))) {
                assertTrue(
                        taken.getMessage()
                                .contains("(process " + ProcessHandle.current().pid() + ")"),
                        taken.getMessage());
            }
        }
    }

    @Test
    void saysThatAnAddressIsNotOfThisMachine() {
        IOException elsewhere = assertThrows(
                IOException.class,
                () -> JettyServer.builder()
                        .host("192.0.2.1")
                        .access(credentials())
                        .start());

        assertTrue(elsewhere.getMessage().contains("cannot listen on 192.0.2.1:0"), elsewhere.getMessage());
    }

    // ---- life cycle

    @Test
    void leavesNoThreadAndNoPortBehind() throws Exception {
        JettyServer server = JettyServer.builder()
                .routes(RouteTable.of(
                        List.of(FINE), List.of(new LiveRoute("/live", Access.READ, session -> text -> {}))))
                .start();
        URI base = server.uri();
        RawHttp kept = RawHttp.connect(base).send(RawHttp.request("GET", "/fine"));
        kept.read();

        Await.until("four threads at most", () -> ourThreads().size() <= 4);
        server.close();
        server.close();

        Await.until("no thread is left", () -> ourThreads().isEmpty());
        assertTrue(kept.isClosedByServer());
        assertThrows(IOException.class, () -> RawHttp.connect(base));
    }

    @Test
    void closesWhileItStillStarts() throws Exception {
        for (int i = 0; i < 5; i++) {
            JettyServer server = JettyServer.builder().start();
            server.close();

            assertThrows(IOException.class, () -> RawHttp.connect(server.uri()));
        }
        Await.until("no thread is left", () -> ourThreads().isEmpty());
    }

    // ---- hostile callers

    @Test
    void cutsHeadersThatDoNotArriveInTime() throws Exception {
        HttpLimits limits =
                HttpLimits.builder().headerDeadline(Duration.ofSeconds(1)).build();
        URI base = serve(RouteTable.of(List.of(FINE)), WebAccess.loopbackOnly(), limits);

        try (RawHttp silent = RawHttp.connect(base);
                RawHttp half = RawHttp.connect(base);
                RawHttp second = RawHttp.connect(base)) {
            half.send("GET /fine HTTP/1.1\r\nHost: local");
            second.send(RawHttp.request("GET", "/fine"));
            assertEquals("fine", second.read().text());
            second.send("GET /fine HT");

            assertTrue(silent.isClosedByServer());
            assertTrue(half.isClosedByServer());
            assertTrue(second.isClosedByServer());
        }
    }

    @Test
    void answersWhileHundredsOfRequestsAreHalfSent() throws Exception {
        URI base = serve(FINE);
        List<RawHttp> lorises = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                RawHttp loris = RawHttp.connect(base);
                lorises.add(loris);
                loris.send("GET /fine HTTP/1.1\r\nX-" + i + ": ");
            }
            for (int i = 0; i < 20; i++) {
                assertEquals("fine", get(base, "/fine").text());
            }
        } finally {
            for (RawHttp loris : lorises) {
                loris.close();
            }
        }
    }

    @Test
    void refusesTenThousandHeaders() throws Exception {
        URI base = serve(FINE);
        StringBuilder request = new StringBuilder("GET /fine HTTP/1.1\r\nHost: localhost\r\n");
        for (int i = 0; i < 10_000; i++) {
            request.append("X-").append(i).append(": v\r\n");
        }

        try (RawHttp connection = RawHttp.connect(base)) {
            int status;
            try {
                connection.send(request + "\r\n");
                status = connection.read().status();
            } catch (IOException e) {
                // Closed with our headers unread, which resets the connection and may lose the answer.
                status = 431;
            }

            assertEquals(431, status);
        }
        assertEquals("fine", get(base, "/fine").text());
    }

    @Test
    void answersLongHeadersAndNonsenseWithoutRepeatingThem() throws Exception {
        URI base = serve(FINE);

        Answer nonsense = RawHttp.exchange(base, "secret-canary\r\n\r\n");
        Answer longHeader = get(base, "/fine", "X: secret-canary" + "y".repeat(20_000));
        Answer version = RawHttp.exchange(base, "GET /fine HTTP/9.9\r\nHost: localhost\r\n\r\n");

        assertEquals(400, nonsense.status());
        assertEquals("{\"error\":\"the request is not valid HTTP\"}\n", nonsense.text());
        assertEquals(431, longHeader.status());
        assertFalse(longHeader.text().contains("canary"));
        assertEquals("nosniff", longHeader.header("x-content-type-options").orElse(""));
        assertNotEquals(200, version.status());
        assertFalse(nonsense.header("server").isPresent());
    }

    // ---- TLS

    @Test
    void servesHttps(@TempDir Path directory) throws Exception {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        assumeTrue(Files.isExecutable(keytool), "no keytool in this Java to make a certificate with");
        Path keyStore = directory.resolve("keystore.p12");
        Process process = new ProcessBuilder(Arrays.asList(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keyStore.toString(),
                        "-storepass",
                        "changeit"))
                .redirectErrorStream(true)
                .start();
        process.getInputStream().readAllBytes();
        assertEquals(0, process.waitFor());

        JettyTls tls = new JettyTls(keyStore, "changeit");
        try (JettyServer server = JettyServer.builder()
                .routes(RouteTable.of(List.of(FINE)))
                .tls(tls)
                .start()) {
            HttpsURLConnection connection = (HttpsURLConnection) new URL(server.uri() + "fine").openConnection();
            connection.setSSLSocketFactory(trusting(keyStore).getSocketFactory());

            try (InputStream body = connection.getInputStream()) {
                assertEquals("fine", new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
            assertEquals("https", server.uri().getScheme());
            IOException refusal = assertThrows(
                    IOException.class,
                    () -> JettyServer.builder()
                            .tls(new JettyTls(keyStore, "canary"))
                            .start());
            assertTrue(refusal.getMessage().contains("cannot be opened"), refusal.getMessage());
            assertFalse(refusal.getMessage().contains("canary"), refusal.getMessage());
            assertFalse(tls.toString().contains("changeit"));
        }
    }

    private static SSLContext trusting(Path keyStore) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore)) {
            store.load(in, "changeit".toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("a", store.getCertificate("a"));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }
}
