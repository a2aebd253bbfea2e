package dev.monitoring.core.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.collect.Bundle;
import dev.monitoring.core.http.Access;
import dev.monitoring.core.http.RawHttp;
import dev.monitoring.core.http.RawHttp.Answer;
import dev.monitoring.core.http.RouteTable;
import dev.monitoring.core.http.WebAccess;
import dev.monitoring.core.http.jetty.JettyServer;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.registry.CollectorHealth.State;
import dev.monitoring.core.registry.Source;
import dev.monitoring.core.time.ManualClock;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiRoutesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:04Z");
    private static final String TOKEN = "a-token-of-the-tests";
    private static final long NOW_MILLIS = NOW.toEpochMilli();

    private static final Bundle SYSTEM = new Bundle(
            "system",
            "this host",
            List.of(
                    new Bundle.Value("cpu_percent", "cpu"),
                    new Bundle.Value("mem_used_bytes", "mem"),
                    new Bundle.Value("load", "load"),
                    new Bundle.Table(
                            "disks",
                            "device",
                            List.of(new Bundle.Value("util_percent", "util"), new Bundle.Value("size_bytes", "size"))),
                    new Bundle.Text("os", "uname", List.of("release", "machine")),
                    new Bundle.Text("dmi", "dmi", List.of("vendor"))));

    private final List<Source> sources = new ArrayList<>();
    private final FakeQueries queries = new FakeQueries();
    private final List<JettyServer> servers = new ArrayList<>();

    @AfterEach
    void closeServers() {
        servers.forEach(JettyServer::close);
    }

    private URI serve(Bundle... bundles) throws Exception {
        return serve(WebAccess.loopbackOnly(), bundles);
    }

    private URI serve(WebAccess access, Bundle... bundles) throws Exception {
        ApiRoutes api = new ApiRoutes(() -> sources, List.of(bundles), queries, ManualClock.at(NOW), "host-1");
        JettyServer server = JettyServer.builder()
                .access(access)
                .routes(RouteTable.of(api.routes()))
                .start();
        servers.add(server);
        return server.uri();
    }

    private static Answer get(URI server, String target) throws Exception {
        return RawHttp.exchange(server, RawHttp.request("GET", target));
    }

    private void fillSystem() {
        queries.with("cpu", Labels.EMPTY, 12.5, 1, 2, 3, 4, 40)
                .with("mem", Labels.EMPTY, 8_589_934_592.0, 8_589_934_592.0)
                .with("util", Labels.of("device", "sdb"), 3.25, 0, 10)
                .with("util", Labels.of("device", "sda"), 0)
                .with("size", Labels.of("device", "sda"), 1e12, Double.NaN)
                .with("size", Labels.of("other", "x"), 1)
                .with("uname", Labels.of("release", "6.1", "machine", "x86_64", "nodename", "n"), 1);
    }

    @Test
    void showsTheLatestValuesOfABundle() throws Exception {
        fillSystem();

        Answer answer = get(serve(SYSTEM), "/metrics/system");

        assertEquals(200, answer.status());
        assertEquals("application/json", answer.header("content-type").orElse(""));
        assertEquals("no-store", answer.header("cache-control").orElse(""));
        assertEquals("""
                {"bundle":"system","timestamp":"2026-11-21T10:00:04Z","cpu_percent":12.5,"mem_used_bytes":8589934592,\
                "load":null,"disks":[{"device":"sda","util_percent":0,"size_bytes":1000000000000},\
                {"device":"sdb","util_percent":3.25,"size_bytes":null}],\
                "os":{"release":"6.1","machine":"x86_64"},"dmi":null}
                """, answer.text());
        assertTrue(queries.asked.contains("cpu at " + NOW_MILLIS));
    }

    @Test
    void addsStatisticsOfAWindow() throws Exception {
        fillSystem();

        String text = get(serve(SYSTEM), "/metrics/system?window=15m").text();

        assertEquals("""
                "window":{"range":"15m","cpu_percent":{"min":1,"avg":10,"max":40,"p95":32.8},\
                "mem_used_bytes":{"min":8589934592,"avg":8589934592,"max":8589934592,"p95":8589934592},\
                "load":null,"disks":[{"device":"sda","util_percent":null,"size_bytes":null},\
                {"device":"sdb","util_percent":{"min":0,"avg":5,"max":10,"p95":9.5},"size_bytes":null}]}}
                """, text.substring(text.indexOf("\"window\"")));
        assertTrue(
                queries.asked.contains("cpu from " + (NOW_MILLIS - 900_000) + " to " + NOW_MILLIS + " by 5000"),
                queries.asked.toString());
    }

    @Test
    void looksAtNoMoreThan720PointsOfAWindow() throws Exception {
        get(serve(SYSTEM), "/metrics/system?window=1d");

        assertTrue(
                queries.asked.contains("cpu from " + (NOW_MILLIS - 86_400_000) + " to " + NOW_MILLIS + " by 120000"),
                queries.asked.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"15", "-5m", "", "4s", "32d", "5x", "m", "99999999999y", "1h5"})
    void refusesWindowsThatAreNone(String window) throws Exception {
        Answer answer = get(serve(SYSTEM), "/metrics/system?window=" + window);

        assertEquals(400, answer.status());
        assertTrue(answer.text().startsWith("{\"error\":\"window: "), answer.text());
        assertEquals(List.of(), queries.asked);
    }

    @Test
    void listsTheBundlesThereAre() throws Exception {
        URI server = serve(SYSTEM, new Bundle("jvm", "this JVM", List.of()));

        Answer answer = get(server, "/metrics/sistem");

        assertEquals(404, answer.status());
        assertEquals("{\"error\":\"there is no bundle \\\"sistem\\\"; there is system, jvm\"}\n", answer.text());
    }

    @Test
    void joinsBundlesOfOneName() throws Exception {
        fillSystem();
        Bundle more = new Bundle("system", "this host", List.of(new Bundle.Value("memory", "mem")));

        String text = get(serve(SYSTEM, more), "/metrics/system").text();

        assertTrue(text.contains("\"cpu_percent\":12.5") && text.contains("\"memory\":8589934592"), text);
    }

    @Test
    void refusesTwoEntriesOfOneNameInABundle() {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> serve(SYSTEM, SYSTEM));

        assertTrue(refusal.getMessage().contains("in bundle \"system\"; rename one of them"), refusal::getMessage);
    }

    @Test
    void saysWhyAValueIsMissing() throws Exception {
        fillSystem();
        queries.failing("load", new QueryException(QueryException.Code.TIMEOUT, null, "query timed out"));
        queries.failing("util", QueryException.execution(null, "many-to-many"));

        String text = get(serve(SYSTEM), "/metrics/system").text();

        assertTrue(text.contains("\"cpu_percent\":12.5"), text);
        assertTrue(
                text.endsWith("\"errors\":{\"load\":\"query timed out\",\"disks.util_percent\":\"many-to-many\"}}\n"),
                text);
    }

    @Test
    void asksToComeAgainWhileTooManyQueriesRun() throws Exception {
        queries.failing("cpu", new QueryException(QueryException.Code.UNAVAILABLE, null, "8 queries are running"));

        Answer answer = get(serve(SYSTEM), "/metrics/system");

        assertEquals(503, answer.status());
        assertEquals("{\"error\":\"8 queries are running\"}\n", answer.text());
    }

    // ---- health

    @Test
    void reportsEachCollector() throws Exception {
        sources.add(FakeSource.up("system", "host-1"));
        sources.add(FakeSource.failed("redis", "localhost:6379", State.PARTIAL, "LATENCY is not allowed"));
        URI server = serve();

        Answer answer = get(server, "/healthz");

        assertEquals(200, answer.status());
        assertEquals("""
                {"status":"ok","instance":"host-1","collectors":[\
                {"collector":"system","job":"system","instance":"host-1","state":"up",\
                "last_success":"2026-11-21T10:00:00Z","last_error":null,"last_error_at":null,\
                "last_duration_seconds":0.003,"samples":412,"consecutive_failures":0,\
                "next_try":"2026-11-21T10:00:05Z"},\
                {"collector":"redis","job":"redis","instance":"localhost:6379","state":"partial",\
                "last_success":null,"last_error":"LATENCY is not allowed","last_error_at":"2026-11-21T10:00:00Z",\
                "last_duration_seconds":4,"samples":0,"consecutive_failures":3,"next_try":null}]}
                """, answer.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"DOWN", "BACKING_OFF"})
    void isDegradedWhileACollectorIsDown(String state) throws Exception {
        sources.add(FakeSource.up("system", "host-1"));
        sources.add(FakeSource.failed("redis", "localhost:6379", State.valueOf(state), "connection refused"));

        Answer answer = get(serve(), "/healthz");

        assertEquals(200, answer.status());
        assertTrue(answer.text().startsWith("{\"status\":\"degraded\""), answer.text());
    }

    @Test
    void showsStrangersNeitherAddressesNorErrors() throws Exception {
        sources.add(FakeSource.up("system", "host-1"));
        sources.add(FakeSource.failed("redis", "10.1.2.3:6379", State.DOWN, "connection refused by 10.1.2.3"));
        sources.add(FakeSource.starting("postgres", "10.1.2.4:5432"));
        URI server = serve(WebAccess.builder().token(TOKEN, Access.READ).build());

        Answer stranger = get(server, "/healthz");
        Answer waiting = get(server, "/readyz");
        Answer known = RawHttp.exchange(server, RawHttp.request("GET", "/healthz", "Authorization: Bearer " + TOKEN));

        assertEquals(200, stranger.status());
        assertEquals("""
                {"status":"degraded","collectors":[{"collector":"system","state":"up"},\
                {"collector":"redis","state":"down"},{"collector":"postgres","state":"starting"}]}
                """, stranger.text());
        assertEquals("{\"status\":\"waiting\",\"waiting_for\":[\"postgres\"]}\n", waiting.text());
        assertTrue(known.text().contains("connection refused by 10.1.2.3"), known.text());
    }

    @Test
    void takesWhoeverComesThroughAProxyForAStranger() throws Exception {
        sources.add(FakeSource.failed("redis", "10.1.2.3:6379", State.DOWN, "connection refused"));

        Answer answer = RawHttp.exchange(serve(), RawHttp.request("GET", "/healthz", "X-Forwarded-For: 203.0.113.7"));

        assertEquals(
                "{\"status\":\"degraded\",\"collectors\":[{\"collector\":\"redis\",\"state\":\"down\"}]}\n",
                answer.text());
    }

    @Test
    void isReadyOnceEveryCollectorHasRunOrFailed() throws Exception {
        URI server = serve();
        assertEquals(200, get(server, "/readyz").status());

        sources.add(FakeSource.starting("system", "host-1"));
        sources.add(FakeSource.failed("redis", "localhost:6379", State.DOWN, "connection refused"));
        Answer waiting = get(server, "/readyz");
        assertEquals(503, waiting.status());
        assertEquals("{\"status\":\"waiting\",\"waiting_for\":[\"system system/host-1\"]}\n", waiting.text());

        sources.set(0, FakeSource.up("system", "host-1"));
        Answer ready = get(server, "/readyz");
        assertEquals(200, ready.status());
        assertEquals("{\"status\":\"ready\",\"waiting_for\":[]}\n", ready.text());
    }

    @Test
    void changesNothingByReading() {
        ApiRoutes api = new ApiRoutes(() -> sources, List.of(SYSTEM), queries, ManualClock.at(NOW), "host-1");

        assertTrue(api.routes().stream().allMatch(route -> route.method().equals("GET")));
    }
}
