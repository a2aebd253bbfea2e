package dev.monitoring.collectors.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.StoredRuns;
import dev.monitoring.collectors.testing.CommunityRules;
import dev.monitoring.collectors.testing.FaultyProxy;
import dev.monitoring.collectors.testing.OwnProcess;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.endpoint.AddressGuard;
import dev.monitoring.core.endpoint.Credentials;
import dev.monitoring.core.endpoint.HostLookup;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.testing.RawServer;
import dev.monitoring.core.testing.TestAuthority;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import dev.monitoring.core.tls.TlsClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLSocket;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ProbeCollectorTest {
    private static final ProbeCollectorFactory FACTORY = new ProbeCollectorFactory();
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final long NOW = 1_795_176_000_000L;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    @Test
    void tellsOfAPage() throws Exception {
        WebServer server = keep(WebServer.start());

        RecordingSink run = good("url", server.url("/"));

        assertEquals(200, run.value("probe_http_status_code"));
        assertEquals(5, run.value("probe_http_content_length"));
        assertEquals(5, run.value("probe_http_uncompressed_body_length"));
        assertEquals(1.1, run.value("probe_http_version"));
        assertEquals(0, run.value("probe_http_ssl"));
        assertEquals(0, run.value("probe_http_redirects"));
        assertEquals(4, run.value("probe_ip_protocol"));
        assertEquals(
                Instant.parse("2026-11-20T10:00:00Z").getEpochSecond(),
                run.value("probe_http_last_modified_timestamp_seconds"));
        double phases = 0;
        for (String phase : List.of("resolve", "connect", "tls", "processing", "transfer")) {
            phases += run.value("probe_http_duration_seconds", "phase", phase);
        }
        assertTrue(phases > 0 && phases <= run.value("probe_duration_seconds"));
        assertEquals(0, run.value("probe_http_duration_seconds", "phase", "tls"));
        assertTrue(run.value("probe_http_duration_seconds", "phase", "connect") > 0);
        assertTrue(run.value("probe_http_duration_seconds", "phase", "processing") > 0);
    }

    @Test
    void asksAsItIsTold() throws Exception {
        WebServer server = keep(WebServer.start());

        good(
                "url",
                server.url("/?a=b"),
                "method",
                "post",
                "body",
                "question",
                "headers[0].name",
                "Host",
                "headers[0].value",
                "shop.example",
                "headers[1].name",
                "X-Tenant",
                "headers[1].value",
                "seven",
                "basic-auth.username",
                "monitor",
                "basic-auth.password",
                "secret");

        String request = server.requests().get(0);
        assertTrue(request.startsWith("POST /?a=b HTTP/1.1\n"), request);
        assertTrue(request.contains("Host: shop.example\n"), request);
        assertTrue(request.contains("X-Tenant: seven\n"), request);
        assertTrue(request.contains("Authorization: Basic bW9uaXRvcjpzZWNyZXQ=\n"), request);
        assertTrue(request.endsWith("\n\nquestion"), request);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "/; valid-status-codes; 404,5xx,200-203; 1; 0",
                "/; valid-status-codes; 404,201-299; 0; 0",
                "/absent; valid-status-codes; 404; 1; 0",
                "/absent; valid-status-codes; 2xx; 0; 0",
                "/; fail-if-body-matches-regexp; h.l+o; 0; 1",
                "/; fail-if-body-matches-regexp; Hello; 1; 0",
                "/; fail-if-body-not-matches-regexp; ^hello$; 1; 0",
                "/; fail-if-body-not-matches-regexp; hello world; 0; 1",
                "/; valid-http-versions; HTTP/1.1; 1; 0",
                "/; valid-http-versions; HTTP/1.0; 0; 0",
                "/; fail-if-ssl; true; 1; 0",
                "/; fail-if-not-ssl; true; 0; 0",
                "/; body-size-limit; 5B; 1; 0",
                "/; body-size-limit; 4B; 0; 0",
            })
    void judgesAnAnswer(String path, String key, String value, int success, int regexp) throws Exception {
        WebServer server = keep(WebServer.start());

        RecordingSink run = run(collector("url", server.url(path), key, value), LONG);

        assertEquals(success, run.value("probe_success"), run.missing()::toString);
        assertEquals(regexp, run.value("probe_failed_due_to_regex"));
        assertEquals(success, run.missing().isEmpty() ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({
        "fail-if-header-matches, X-Version, ^2, false, 1",
        "fail-if-header-matches, X-Version, ^1, false, 0",
        "fail-if-header-matches, X-Absent, ^1, false, 0",
        "fail-if-header-matches, X-Absent, ^1, true, 1",
        "fail-if-header-not-matches, X-Version, ^1, false, 1",
        "fail-if-header-not-matches, X-Version, ^2, false, 0",
        "fail-if-header-not-matches, X-Absent, ^2, true, 1",
    })
    void judgesHeaders(String list, String header, String regexp, boolean allowMissing, int success) throws Exception {
        WebServer server = keep(WebServer.start()).page("/v", "x", "X-Version: 1.4");

        RecordingSink run = run(
                collector(
                        "url",
                        server.url("/v"),
                        list + "[0].header",
                        header,
                        list + "[0].regexp",
                        regexp,
                        list + "[0].allow-missing",
                        allowMissing),
                LONG);

        assertEquals(success, run.value("probe_success"), run.missing()::toString);
        assertEquals(1 - success, run.value("probe_failed_due_to_regex"));
    }

    @Test
    void unpacksWhatIsPacked() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
            zip.write("hello".repeat(1000).getBytes(StandardCharsets.UTF_8));
        }
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.writeBytes(("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + packed.size() + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        answer.writeBytes(packed.toByteArray());
        WebServer server = keep(WebServer.start()).raw("/packed", answer.toByteArray());

        RecordingSink run = good(
                "url",
                server.url("/packed"),
                "compression",
                "gzip",
                "fail-if-body-not-matches-regexp",
                "^(hello){1000}$");

        assertEquals(packed.size(), run.value("probe_http_content_length"));
        assertEquals(5000, run.value("probe_http_uncompressed_body_length"));
        assertEquals(
                0,
                run(collector("url", server.url("/packed"), "compression", "gzip", "body-size-limit", 4999), LONG)
                        .value("probe_success"));
    }

    @Test
    void followsRedirectsAndTellsAnotherHostNoSecrets() throws Exception {
        WebServer other = keep(WebServer.start());
        WebServer server = keep(WebServer.start())
                .redirect("/a", 302, "/b")
                .redirect("/b", 307, "http://127.0.0.1:" + other.port() + "/");

        RecordingSink run = good(
                "url",
                server.url("/a"),
                "bearer-token",
                "canary",
                "headers[0].name",
                "X-Token",
                "headers[0].value",
                "canary");

        assertEquals(2, run.value("probe_http_redirects"));
        assertTrue(server.requests().get(0).contains("Bearer canary"));
        assertTrue(server.requests().get(1).contains("Bearer canary"));
        assertEquals(1, other.requests().size());
        assertFalse(other.requests().get(0).contains("canary"), other.requests()::toString);
    }

    @Test
    void followsOnlySoManyRedirects() throws Exception {
        WebServer server = keep(WebServer.start()).redirect("/loop", 302, "/loop");

        RecordingSink run = run(collector("url", server.url("/loop"), "max-redirects", 3), LONG);

        assertEquals(0, run.value("probe_success"));
        assertEquals(302, run.value("probe_http_status_code"));
        assertEquals(4, run.value("probe_http_redirects"));
        assertEquals(4, server.requests().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data/",
                "http://[::ffff:169.254.169.254]/",
                "http://[::ffff:a9fe:a9fe]/",
                "http://[64:ff9b::a9fe:a9fe]/",
                "http://[fd00:ec2::254]/",
                "http://[fe80::1]/",
                "http://100.100.100.200/",
                "http://2852039166/",
                "http://0251.0376.0251.0376/",
                "http://0xa9fea9fe/",
                "http://0.0.0.0:PORT/",
                "http://[::]:PORT/",
                "//0.0.0.0:PORT/",
                "http://user@0.0.0.0:PORT/",
                "file:///etc/passwd",
                "gopher://127.0.0.1:PORT/",
                "http://127.0.0.1:0/",
                "http://127.0.0.1:65536/",
                "http://a b/",
            })
    void isNotLedAstrayByARedirect(String location) throws Exception {
        WebServer server = keep(WebServer.start());
        server.redirect("/go", 302, location.replace("PORT", String.valueOf(server.port())));

        RecordingSink run = run(collector("url", server.url("/go")), LONG);

        assertEquals(0, run.value("probe_success"));
        assertEquals(0, run.value("probe_http_status_code"));
        assertEquals(1, run.value("probe_http_redirects"));
        assertEquals(1, server.accepted());
        String reason = run.missing().values().toString();
        assertTrue(
                reason.contains("is not connected to")
                        || reason.contains("leads to no place of HTTP")
                        || reason.contains("leads to what is no address")
                        || reason.contains("the name service"), // to some resolvers a spelling is a name
                reason);
    }

    @Test
    void connectsToAnAddressOfASpecialKindOnlyWhereThatIsAllowed() throws Exception {
        WebServer server = keep(WebServer.start());
        String url = "http://0.0.0.0:" + server.port() + "/";

        assertBad("add it to allow-addresses", "url", url);
        assertBad("add it to allow-addresses", "url", url, "allow-addresses", "169.254.0.0/16");
        assertEquals(0, server.accepted());
        good("url", url, "allow-addresses", "169.254.0.0/16,0.0.0.0");
    }

    @Test
    void connectsToTheVeryAddressThatItLookedAt() throws Exception {
        WebServer server = keep(WebServer.start()).redirect("/again", 302, "/");
        AtomicInteger lookups = new AtomicInteger();
        HostLookup rebinding = new HostLookup(host -> new InetAddress[] {
            InetAddress.getByName(lookups.getAndIncrement() == 0 ? "127.0.0.1" : "169.254.169.254")
        });
        RecordingSink run = run(prober(rebinding, "http://rebind.example:" + server.port() + "/"), LONG);
        assertEquals(1, run.value("probe_success"), run.missing()::toString);
        assertEquals(1, lookups.get());

        lookups.set(0);
        run = run(prober(rebinding, "http://rebind.example:" + server.port() + "/again"), LONG);

        assertEquals(0, run.value("probe_success"));
        assertEquals(2, lookups.get());
        assertTrue(
                run.missing().values().toString().contains("host rebind.example is at 169.254.169.254, a link-local"),
                run.missing()::toString);
    }

    @Test
    void prefersAVersionOfTheInternetProtocol() throws Exception {
        byte[] localhost6 = new byte[16];
        localhost6[15] = 1;
        InetAddress[] both = {InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), InetAddress.getByAddress(localhost6)
        };

        assertEquals(both[0], IpProtocol.IP4.choose("h", both, false));
        assertEquals(both[1], IpProtocol.IP6.choose("h", both, false));
        assertEquals(both[0], IpProtocol.IP6.choose("h", new InetAddress[] {both[0]}, true));
        IOException failure =
                assertThrows(IOException.class, () -> IpProtocol.IP6.choose("h", new InetAddress[] {both[0]}, false));
        assertTrue(String.valueOf(failure.getMessage()).contains("no address of version 6"));
    }

    @Test
    void waitsNoLongerForTheNameServiceThanItMay() throws Exception {
        WebServer server = keep(WebServer.start());
        CountDownLatch answer = new CountDownLatch(1);
        AtomicInteger lookups = new AtomicInteger();
        HostLookup hanging = new HostLookup(host -> {
            lookups.incrementAndGet();
            try {
                answer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
        });
        MetricCollector collector = prober(hanging, "http://slow.example:" + server.port() + "/");

        RecordingSink run = run(collector, SHORT);
        assertEquals(0, run.value("probe_success"));
        assertEquals(0, run.value("probe_ip_protocol"));
        assertTrue(run.missing().toString().contains("the name service does not answer"), run.missing()::toString);

        run = run(collector, SHORT);
        assertTrue(run.missing().toString().contains("still owes an earlier answer"), run.missing()::toString);
        assertEquals(1, lookups.get());

        answer.countDown();
        AtomicReference<Double> success = new AtomicReference<>(0.0);
        Await.until("a good probe", () -> {
            success.set(quietly(collector).value("probe_success"));
            return success.get() == 1;
        });
    }

    @Test
    void tellsWhyAHostIsNotFound() throws Exception {
        HostLookup empty = new HostLookup(host -> {
            throw new UnknownHostException(host);
        });

        RecordingSink run = run(prober(empty, "http://nowhere.example/"), LONG);

        assertEquals(0, run.value("probe_success"));
        assertTrue(
                run.missing().toString().contains("host nowhere.example has no address; correct its name"),
                run.missing()::toString);
    }

    @Test
    void tellsTheCertificateOfATrustedServer() throws Exception {
        TestAuthority authority = TestAuthority.named("Authority");
        TestAuthority.Identity identity = authority.issue("localhost", "127.0.0.1");
        WebServer server = keep(WebServer.start(identity.context().getServerSocketFactory()));
        double expiry = identity.certificate().getNotAfter().toInstant().getEpochSecond();

        RecordingSink run = good(
                "url",
                "https://127.0.0.1:" + server.port() + "/",
                "tls.ca-file",
                authority.write(folder.resolve("ca.pem")),
                "fail-if-not-ssl",
                true);

        assertEquals(1, run.value("probe_http_ssl"));
        assertEquals(expiry, run.value("probe_ssl_earliest_cert_expiry"));
        assertEquals(expiry, run.value("probe_ssl_last_chain_expiry_timestamp_seconds"));
        assertEquals(1, run.value("probe_tls_version_info", "version", "TLS 1.3"));
        assertEquals(1, run.samples("probe_tls_cipher_info").size());
        assertTrue(run.value("probe_http_duration_seconds", "phase", "tls") > 0);
        Labels info = run.samples("probe_ssl_last_chain_info").get(0).labels();
        assertEquals("CN=localhost", info.get("subject"));
        assertEquals("CN=Authority", info.get("issuer"));
        assertEquals("localhost", info.get("subjectalternative"));
        assertEquals(identity.certificate().getSerialNumber().toString(16), info.get("serialnumber"));
        assertTrue(String.valueOf(info.get("fingerprint_sha256")).matches("[0-9a-f]{64}"));
    }

    @Test
    void tellsTheCertificateAlsoWhereTheHandshakeFails() throws Exception {
        TestAuthority authority = TestAuthority.named("Authority");
        Path trusted = authority.write(folder.resolve("ca.pem"));
        Path others = TestAuthority.named("Other").write(folder.resolve("other.pem"));
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        TestAuthority.Identity fine = authority.issue("localhost", "127.0.0.1");
        TestAuthority.Identity expired = authority.issue(
                TestAuthority.ellipticKeys(),
                now.minus(30, ChronoUnit.DAYS),
                now.minus(2, ChronoUnit.DAYS),
                "localhost",
                "127.0.0.1");
        TestAuthority.Identity elsewhere = authority.issue("other.example");

        refused(fine, others, "nobody who is trusted vouches");
        refused(expired, trusted, "has expired");
        refused(elsewhere, trusted, "is not for this host");
    }

    private void refused(TestAuthority.Identity identity, Path authorities, String reason) throws Exception {
        WebServer server = keep(WebServer.start(identity.context().getServerSocketFactory()));
        for (String scheme : List.of("https", "tls")) {
            RecordingSink run =
                    assertBad(reason, "url", scheme + "://127.0.0.1:" + server.port(), "tls.ca-file", authorities);

            assertEquals(
                    identity.certificate().getNotAfter().toInstant().getEpochSecond(),
                    run.value("probe_ssl_earliest_cert_expiry"));
            assertEquals(-62_135_596_800.0, run.value("probe_ssl_last_chain_expiry_timestamp_seconds"));
            assertEquals(1, run.samples("probe_ssl_last_chain_info").size());
            assertEquals(0, run.samples("probe_tls_version_info").size());
            assertEquals(0, scheme.equals("https") ? run.value("probe_http_ssl") : 0);
        }
    }

    /** As Go prints it: parts of a kind together, the kinds in Go's order. */
    @Test
    void namesHoldersAsTheExporterDoes() {
        X500Principal holder = new X500Principal(
                "CN=shop.example, OU=B, OU=A, O=\"Acme, Inc\", L=Bonn, ST=NRW, C=DE, 2.5.4.5=#130137, 2.5.4.17=#13053533313131");

        assertEquals(
                "SERIALNUMBER=7,CN=shop.example,POSTALCODE=53111,ST=NRW,L=Bonn,OU=A+OU=B,O=Acme\\, Inc,C=DE",
                CertificateText.name(holder));
    }

    @Test
    void talksWithAServerLineByLineAndBeginsTls() throws Exception {
        TestAuthority authority = TestAuthority.named("Authority");
        TestAuthority.Identity identity = authority.issue("localhost", "127.0.0.1");
        RawServer server = keep(RawServer.start((socket, number) -> {
            socket.getOutputStream().write("220-wait\r\n220 mail-7 ready\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] said = socket.getInputStream().readNBytes("STARTTLS mail-7\n".length());
            boolean right = new String(said, StandardCharsets.US_ASCII).equals("STARTTLS mail-7\n");
            socket.getOutputStream().write((right ? "250 go\r\n" : "500 no\r\n").getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readNBytes("NOW\n".length());
            SSLSocket secure = (SSLSocket) identity.context()
                    .getSocketFactory()
                    .createSocket(socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
            secure.setUseClientMode(false);
            secure.getInputStream().readNBytes("EHLO\n".length());
            secure.getOutputStream().write("250 secret place\r\n".getBytes(StandardCharsets.US_ASCII));
            secure.getInputStream().read();
        }));

        RecordingSink run = good(
                "url",
                "tcp://127.0.0.1:" + server.port(),
                "tls.ca-file",
                authority.write(folder.resolve("ca.pem")),
                "query-response[0].expect",
                "^220 (?P<name>[a-z0-9-]+) (\\w+)$",
                "query-response[0].send",
                "STARTTLS $name",
                "query-response[0].labels",
                "server=${1},state=${2}",
                "query-response[1].expect",
                "^250 go$",
                "query-response[1].send",
                "NOW",
                "query-response[1].starttls",
                true,
                "query-response[2].send",
                "EHLO",
                "query-response[3].expect",
                "^250 secret");

        assertEquals(1, run.value("probe_expect_info", "server", "mail-7", "state", "ready"));
        assertEquals(1, run.value("probe_tls_version_info", "version", "TLS 1.3"));
        assertTrue(run.has("probe_ssl_earliest_cert_expiry"));
        assertFalse(run.has("probe_http_status_code"));
    }

    @Test
    void saysThatAServerDoesNotSayWhatIsExpected() throws Exception {
        RawServer server = keep(RawServer.start(
                (socket, number) -> socket.getOutputStream().write("500 no\r\n".getBytes(StandardCharsets.US_ASCII))));

        RecordingSink run = assertBad(
                "without a line that matches ^220",
                "url",
                "tcp://127.0.0.1:" + server.port(),
                "query-response[0].expect",
                "^220");

        assertEquals(1, run.value("probe_failed_due_to_regex"));
    }

    @Test
    void readsNoLineWithoutEnd() throws Exception {
        RawServer server = keep(RawServer.start((socket, number) -> {
            while (true) {
                socket.getOutputStream().write(new byte[1024]);
            }
        }));

        assertBad(
                "a line of more than 65536 bytes",
                "url",
                "tcp://127.0.0.1:" + server.port(),
                "query-response[0].expect",
                "x");
    }

    @Test
    void aTargetThatIsDownIsAResult() throws Exception {
        int port = OwnProcess.freePort();

        for (String scheme : List.of("http", "https", "tcp", "tls")) {
            RecordingSink run = assertBad("nothing listens at", "url", scheme + "://127.0.0.1:" + port);
            assertEquals(4, run.value("probe_ip_protocol"));
        }
    }

    @Test
    void survivesWhateverHappensToTheLine() throws Exception {
        WebServer server = keep(WebServer.start());
        FaultyProxy line = keep(FaultyProxy.to(server.port()));
        MetricCollector collector = collector("url", "http://" + line.address() + "/", "bearer-token", "canary");
        Map<String, Runnable> faults = new LinkedHashMap<>();
        faults.put("a server that takes the connection and says nothing", line::stall);
        faults.put("a byte a second", () -> line.trickle(1));
        faults.put("garbage", () -> line.answer("\u0000\u0001garbage\u0007\r\n\r\n"));
        faults.put("another protocol", () -> line.answer("-ERR unknown command 'GET'\r\n"));
        faults.put("a connection half closed", line::halfClose);
        for (Map.Entry<String, Runnable> fault : faults.entrySet()) {
            fault.getValue().run();

            RecordingSink run = run(collector, SHORT);

            assertEquals(0, run.value("probe_success"), fault.getKey());
            assertFalse(run.missing().toString().contains("canary"), fault.getKey());
            line.pass();
            assertEquals(1, run(collector, LONG).value("probe_success"), fault.getKey());
        }
    }

    @Test
    void closingFreesAProbeThatWaits() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        RawServer server = keep(RawServer.start((socket, number) -> {
            asked.countDown();
            while (socket.getInputStream().read() >= 0) {
                // never answers
            }
        }));
        MetricCollector collector = collector("url", "http://127.0.0.1:" + server.port() + "/");
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread probe = new Thread(() -> {
            try {
                collector.collect(new RecordingSink(), Deadline.after(Duration.ofMinutes(5), Clock.system()));
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        probe.start();
        asked.await();

        collector.close();

        probe.join(LONG.toMillis());
        assertFalse(probe.isAlive());
        assertTrue(failure.get() instanceof IOException, () -> String.valueOf(failure.get()));
    }

    @Test
    void differsByProfile() throws Exception {
        TestAuthority.Identity identity = TestAuthority.named("Authority").issue("localhost");
        WebServer server = keep(WebServer.start(identity.context().getServerSocketFactory()));
        String[] urls = {"https://127.0.0.1:" + server.port() + "/", "tls://127.0.0.1:" + server.port()};
        for (String url : urls) {
            RecordingSink old = good("url", url, "tls.insecure-skip-verify", true, "compat", "blackbox_exporter/0.23");
            RecordingSink recent = good("url", url, "tls.insecure-skip-verify", true);

            assertFalse(old.families().containsKey("probe_tls_cipher_info"));
            assertFalse(old.families().containsKey("probe_failed_due_to_bytes"));
            assertEquals(url.startsWith("https"), recent.families().containsKey("probe_tls_cipher_info"));
            assertEquals(url.startsWith("tls"), recent.families().containsKey("probe_failed_due_to_bytes"));
            assertEquals(-62_135_596_800.0, recent.value("probe_ssl_last_chain_expiry_timestamp_seconds"));
        }
    }

    @Test
    void theRulesOfTheCommunityFindTheirSeries() throws Exception {
        CommunityRules rules = CommunityRules.of("blackbox-blackbox-exporter.yml");
        WebServer server = keep(WebServer.start(
                TestAuthority.named("Authority").issue("localhost").context().getServerSocketFactory()));
        StoredRuns runs = new StoredRuns();
        runs.add(
                good("url", "https://127.0.0.1:" + server.port() + "/", "tls.insecure-skip-verify", true),
                new Target("blackbox-exporter", "shop", Labels.EMPTY),
                NOW);

        assertEquals(Map.of(), rules.selectorsWithoutSeries(runs, NOW));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "icmp://h; ICMP is not to be had: it needs raw sockets, which Java does not have",
                "h:80; the scheme \"h\" is none of http, https, tcp and tls",
                "dns://h; the scheme \"dns\" is none of http, https, tcp and tls",
                "tcp://h; the address has no port; use one from 1 to 65535",
                "tcp://h:1/x; a port has no path",
                "http://h:70000/; port 70000 is none",
                "http://u:p@h/; the address has a user or password in it",
                "http://0251.0376.0251.0376/; the address has no host that can be read",
                "http://h/#x; the address has a fragment",
                "http://h/ x; the address cannot be read",
            })
    void saysWhatIsWrongWithAnAddress(String url, String fault) {
        assertFault(fault, "url", url);
    }

    @Test
    void saysWhatIsWrongWithItsSettings() {
        String url = "http://h/";
        assertFault("url is not set, but is needed", "job", "x");
        assertFault("\"x\" is not a profile; use one of blackbox_exporter/0.23", "url", url, "compat", "x");
        assertFault("raise monitoring.collectors.probe.timeout", "url", url, "timeout", "10s");
        assertFault("\"x\" is not an address", "url", url, "allow-addresses", "x");
        assertFault("\"2y\" is no status code", "url", url, "valid-status-codes", "2y");
        assertFault("HTTP/1.0 and HTTP/1.1, which are spoken", "url", url, "valid-http-versions", "HTTP/2.0");
        assertFault("is not a regular expression", "url", url, "fail-if-body-matches-regexp", "(");
        assertFault("\"CONNECT\" is no method", "url", url, "method", "connect");
        assertFault(
                "use basic-auth or bearer-token",
                "url",
                url,
                "headers[0].name",
                "Authorization",
                "headers[0].value",
                "Bearer canary");
        assertFault("regexp is not set", "url", url, "fail-if-header-matches[0].header", "X");
        assertFault("query-response is for tcp:// and tls://", "url", url, "query-response[0].send", "x");
        assertFault("is for http:// and https://; remove it", "url", "tcp://h:1", "method", "GET");
        assertFault("TLS is spoken already", "url", "tls://h:1", "query-response[0].starttls", "true");
        assertFault("tls is set, but", "url", "tcp://h:1", "tls.server-name", "x");
        assertFault(
                "is no label with a value",
                "url",
                "tcp://h:1",
                "query-response[0].expect",
                "x",
                "query-response[0].labels",
                "1a=b");
    }

    @Test
    void isNamedByItsAddress() {
        assertEquals(
                "probe/https://shop.example/health?full=1",
                TestSettings.collector(FACTORY, "url", "https://shop.example/health?full=1")
                        .target()
                        .toString());
    }

    private static void assertFault(String expected, Object... settings) {
        List<String> faults = TestSettings.faults(FACTORY, settings);
        assertTrue(faults.toString().contains(expected), faults::toString);
        assertFalse(faults.toString().contains("canary"));
    }

    private static MetricCollector prober(HostLookup lookup, String url) {
        Clock clock = Clock.system();
        Dialer dialer = new Dialer(clock, lookup, AddressGuard.strict(), IpProtocol.IP4, true, TlsClient.ofJava());
        HttpRequest request = new HttpRequest(URI.create(url), "GET", Map.of(), "", Credentials.none(), false);
        HttpRules rules = new HttpRules(
                List.of(new StatusRange(200, 299)), List.of(), List.of(), List.of(), List.of(), false, false);
        return new ProbeCollector(
                clock, new HttpProber(dialer, request, rules, 10, 1 << 20), Compat.EXPORTER_0_28, Optional.empty());
    }

    private MetricCollector collector(Object... settings) {
        return keep(TestSettings.collector(FACTORY, settings).collector());
    }

    private <T extends AutoCloseable> T keep(T one) {
        opened.add(0, one);
        return one;
    }

    private RecordingSink good(Object... settings) throws Exception {
        RecordingSink run = run(collector(settings), LONG);
        assertEquals(Map.of(), run.missing());
        assertEquals(1, run.value("probe_success"));
        return run;
    }

    private RecordingSink assertBad(String reason, Object... settings) throws Exception {
        RecordingSink run = run(collector(settings), LONG);
        assertEquals(0, run.value("probe_success"));
        assertTrue(run.missing().values().toString().contains(reason), run.missing()::toString);
        return run;
    }

    private static RecordingSink quietly(MetricCollector collector) {
        try {
            return run(collector, LONG);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static RecordingSink run(MetricCollector collector, Duration time) throws Exception {
        RecordingSink sink = new RecordingSink();
        collector.collect(sink, Deadline.after(time, Clock.system()));
        assertEquals(List.of(), sink.faults());
        return sink;
    }
}
