package dev.monitoring.collectors.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.StoredRuns;
import dev.monitoring.collectors.testing.CommunityRules;
import dev.monitoring.collectors.testing.FaultyProxy;
import dev.monitoring.collectors.testing.OwnProcess;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.testing.RawServer;
import dev.monitoring.core.testing.TestAuthority;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class ProbeCollectorTest extends ProbeScene {
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
}
