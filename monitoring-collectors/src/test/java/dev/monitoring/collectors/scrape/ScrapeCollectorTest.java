package dev.monitoring.collectors.scrape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.testing.FaultyProxy;
import dev.monitoring.collectors.testing.LineFaults;
import dev.monitoring.collectors.testing.PageServer;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.CollectorRuns;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.MetricType;
import dev.monitoring.core.registry.SeriesLayout;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ScrapeCollectorTest {
    private static final ScrapeCollectorFactory FACTORY = new ScrapeCollectorFactory();
    private static final String PAGE = """
            # HELP requests_total Requests.
            # TYPE requests_total counter
            requests_total{code="200",job="own"} 5
            requests_total{code="500"} 1
            # TYPE latency_seconds histogram
            latency_seconds_bucket{le="1"} 1
            latency_seconds_bucket{le="+Inf"} 2
            latency_seconds_sum 3
            latency_seconds_count 2
            # TYPE temperature gauge
            temperature{room="a"} 20 1700000000000
            go_threads 3
            """;

    private PageServer server;
    private MetricCollector collector;

    @BeforeEach
    void start() throws IOException {
        server = PageServer.start().page("/metrics", PAGE);
    }

    @AfterEach
    void close() {
        if (collector != null) {
            collector.close();
        }
        server.close();
    }

    @Test
    void readsAPageAsPrometheusDoes() throws Exception {
        ScheduledCollector scheduled =
                TestSettings.collector(FACTORY, "url", server.url("/metrics"), "labels.zone", "b");
        RecordingSink run = run(scheduled.collector());

        assertEquals("scrape/localhost:" + server.port(), scheduled.target().toString());
        assertEquals(Labels.of("zone", "b"), scheduled.target().extra());
        assertEquals(5, run.value("requests_total", "code", "200", "exported_job", "own"));
        assertEquals(MetricType.COUNTER, run.families().get("requests_total").type());
        assertEquals("Requests.", run.families().get("requests_total").help());
        assertEquals(2, run.value("latency_seconds_bucket", "le", "+Inf"));
        assertEquals(MetricType.HISTOGRAM, run.families().get("latency_seconds").type());
        assertEquals(MetricType.UNTYPED, run.families().get("go_threads").type());
        assertEquals(1_700_000_000_000L, run.timestamp("temperature", "room", "a"));
        assertNull(run.timestamp("go_threads"));
        assertEquals(8, run.size());
    }

    @Test
    void asksForBothFormatsAndTellsItsTimeout() throws Exception {
        run("url", server.url("/metrics"));
        run("url", server.url("/metrics"), "openmetrics", "false");

        assertEquals(
                "application/openmetrics-text;version=1.0.0;escaping=underscores;q=0.6,"
                        + "application/openmetrics-text;version=0.0.1;q=0.5,"
                        + "text/plain;version=1.0.0;escaping=underscores;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
                server.requests().get(0).getFirst("Accept"));
        assertEquals(
                "text/plain;version=1.0.0;escaping=underscores;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
                server.requests().get(1).getFirst("Accept"));
        assertTrue(server.requests()
                .get(0)
                .getFirst("X-Prometheus-Scrape-Timeout-Seconds")
                .matches("[34]\\.[0-9]{3}"));
    }

    @Test
    void readsOpenMetrics() throws Exception {
        server.page("/metrics", "application/openmetrics-text; version=1.0.0; charset=utf-8", """
                # TYPE jobs counter
                jobs_total{kind="a"} 3 1700000000.5 # {trace_id="x"} 1
                jobs_created{kind="a"} 1600000000 1700000000.5
                # TYPE build info
                build_info{version="1"} 1
                # EOF
                """);

        RecordingSink run = run("url", server.url("/metrics"));

        assertEquals(3, run.value("jobs_total", "kind", "a"));
        assertEquals(1_700_000_000_500L, run.timestamp("jobs_total", "kind", "a"));
        assertEquals(1_600_000_000, run.value("jobs_created", "kind", "a"));
        assertEquals(MetricType.INFO, run.families().get("build_info").type());
        CollectorRuns runs = CollectorRuns.of(collector);
        runs.run();
        assertNull(runs.partial());
    }

    @Test
    void letsLabelsOfThePageWinWhenTold() throws Exception {
        CollectorRuns runs = CollectorRuns.of(collector("url", server.url("/metrics"), "honor-labels", "true"));

        SeriesLayout layout = runs.run().layout();

        assertEquals(
                "requests_total{code=\"200\", instance=\"test\", job=\"own\"}",
                layout.series(0).toString());
        assertEquals(
                "requests_total{code=\"500\", instance=\"test\", job=\"test\"}",
                layout.series(1).toString());
    }

    @Test
    void ignoresTimesOnThePageWhenTold() throws Exception {
        RecordingSink run = run("url", server.url("/metrics"), "honor-timestamps", "false");

        assertNull(run.timestamp("temperature", "room", "a"));
        assertEquals(20, run.value("temperature", "room", "a"));
    }

    @Test
    void relabelsAndCountsWhatItDrops() throws Exception {
        collector(
                "url", server.url("/metrics"),
                "metric-relabel[0].action", "drop",
                "metric-relabel[0].source-labels", "__name__",
                "metric-relabel[0].regex", "go_.*|latency_.*_bucket",
                "metric-relabel[1].source-labels", "__name__",
                "metric-relabel[1].regex", "latency_(.*)",
                "metric-relabel[1].target-label", "__name__",
                "metric-relabel[1].replacement", "shop_latency_$1",
                "metric-relabel[2].source-labels", "code",
                "metric-relabel[2].regex", "(.)..",
                "metric-relabel[2].target-label", "class",
                "metric-relabel[3].action", "labeldrop",
                "metric-relabel[3].regex", "code|exported_job");

        RecordingSink run = run(collector);

        assertEquals(5, run.value("requests_total", "class", "2"));
        assertEquals(3, run.value("shop_latency_seconds_sum"));
        assertEquals(
                MetricType.HISTOGRAM, run.families().get("shop_latency_seconds").type());
        assertEquals(5, run.size());
        assertEquals(3, run.leftOut());
        assertEquals(List.of(), run.faults());
    }

    @Test
    void givesTheSameLabelObjectsRunAfterRun() throws Exception {
        collector(
                "url",
                server.url("/metrics"),
                "metric-relabel[0].target-label",
                "x",
                "metric-relabel[0].replacement",
                "y");
        Labels before = run(collector).samples("requests_total").get(1).labels();

        server.page("/metrics", "another 1\n" + PAGE.replace("go_threads 3\n", ""));
        RecordingSink run = run(collector);

        assertSame(before, run.samples("requests_total").get(1).labels());
        assertEquals(8, run.size());
        assertFalse(run.has("go_threads", "x", "y"));
    }

    @Test
    void forgetsSeriesThatHaveGone() throws Exception {
        collector("url", server.url("/metrics"), "sample-limit", "100000");
        for (int i = 0; i < 20; i++) {
            StringBuilder page = new StringBuilder("# TYPE a gauge\n");
            for (int j = 0; j < 600; j++) {
                page.append("a{id=\"")
                        .append(i * 1000 + j)
                        .append("\"} ")
                        .append(j)
                        .append('\n');
            }
            server.page("/metrics", page.toString());

            RecordingSink run = run(collector);

            assertEquals(600, run.size());
            assertEquals(7, run.value("a", "id", String.valueOf(i * 1000 + 7)));
        }
    }

    @Test
    void failsBeyondItsLimits() {
        assertFailure(
                "there are more than 7 samples after relabelling; drop some by metric-relabel, or raise sample-limit",
                "url",
                server.url("/metrics"),
                "sample-limit",
                "7");
        assertFailure("more than 100 bytes", "url", server.url("/metrics"), "body-size-limit", "100B");
    }

    @Test
    void failsOnWhatIsNoPageOfMetrics() {
        server.page("/metrics", "text/html", "<html>Hello</html>");

        assertFailure(
                "is no page of metrics that can be read, with Content-Type \"text/html\": line 1",
                "url",
                server.url("/metrics"));
    }

    @Test
    void failsWhereARuleMakesANameThatIsNone() {
        assertFailure(
                "is named \"a-b\" by metric-relabel, which is no metric name",
                "url",
                server.url("/metrics"),
                "metric-relabel[0].target-label",
                "__name__",
                "metric-relabel[0].replacement",
                "a-b");
    }

    @Test
    void showsItsCredentials() throws Exception {
        server.secret("/metrics", "Bearer canary", "a 1\n");

        assertEquals(
                1, run("url", server.url("/metrics"), "bearer-token", "canary").value("a"));
        assertFailure(
                "answers with status 401: it wants other credentials",
                "url",
                server.url("/metrics"),
                "basic-auth.username",
                "me",
                "basic-auth.password",
                "canary");
    }

    @Test
    void survivesWhateverHappensToTheLine() throws Exception {
        server.secret("/metrics", "Bearer canary", PAGE);
        try (FaultyProxy line = FaultyProxy.to(server.port())) {
            collector("url", "http://" + line.address() + "/metrics", "bearer-token", "canary");

            LineFaults.survive(line, collector, "canary");
        }
    }

    @Test
    void readsSeveralPagesAsOneTarget() throws Exception {
        server.page("/one", "a 1\nshared 1\n").page("/two", "b 2\nshared 2\n").status("/three", 503);

        RecordingSink run = run("url", server.url("/"), "paths", "/one,/two,/three");

        assertEquals(1, run.value("a"));
        assertEquals(2, run.value("b"));
        assertEquals(1, run.value("shared"));
        assertEquals(List.of(), run.faults());
        assertEquals(1, run.missing().size());
        assertTrue(run.missing().toString().contains("status 503"), run.missing()::toString);
        server.status("/one", 500).status("/two", 500);
        assertThrows(IOException.class, () -> run(collector));
    }

    @Test
    void addsOlderNamesOfRabbitMq() throws Exception {
        server.page("/metrics", """
                # TYPE erlang_vm_memory_bytes gauge
                erlang_vm_memory_bytes{kind="system"} 5
                # TYPE erlang_vm_statistics_runtime_seconds_total counter
                erlang_vm_statistics_runtime_seconds_total 2
                # TYPE erlang_vm_port_count gauge
                erlang_vm_port_count 7
                # TYPE erlang_vm_ports gauge
                erlang_vm_ports 8
                """);

        RecordingSink run = run("preset", "rabbitmq", "url", server.url("/metrics"));

        assertEquals(5, run.value("erlang_vm_memory_bytes_total", "kind", "system"));
        assertEquals(2000, run.value("erlang_vm_statistics_runtime_milliseconds"));
        assertEquals(7, run.value("erlang_vm_port_count"));
        assertEquals(
                MetricType.COUNTER,
                run.families().get("erlang_vm_statistics_runtime_milliseconds").type());
        assertEquals(List.of(), run.faults());
        assertFalse(run("preset", "rabbitmq", "url", server.url("/metrics"), "aliases", "false")
                .has("erlang_vm_memory_bytes_total", "kind", "system"));
    }

    @Test
    void writesTheHostOfDcgmBothWays() throws Exception {
        server.page("/metrics", "t{gpu=\"0\",Hostname=\"a\"} 1\nt{gpu=\"1\",hostname=\"b\"} 2\n");

        RecordingSink run = run("preset", "dcgm", "url", server.url("/metrics"));

        assertEquals(1, run.value("t", "gpu", "0", "Hostname", "a", "hostname", "a"));
        assertEquals(2, run.value("t", "gpu", "1", "Hostname", "b", "hostname", "b"));
    }

    @Test
    void knowsWhereThePagesOfItsPresetsAre() {
        Map<String, String> targets = Map.of(
                "rabbitmq", "rabbitmq/localhost:15692",
                "minio", "minio-job/localhost:9000",
                "nginx-vts", "nginx/localhost:80",
                "dcgm", "dcgm/localhost:9400",
                "cadvisor", "cadvisor/localhost:8080");
        targets.forEach((preset, target) -> {
            ScheduledCollector scheduled = TestSettings.collector(FACTORY, "preset", preset);
            assertEquals(target, scheduled.target().toString());
            assertEquals(preset.equals("minio") ? 60 : 5, scheduled.interval().toSeconds());
        });
        assertEquals(
                "own/localhost:9400",
                TestSettings.collector(FACTORY, "preset", "dcgm", "job", "own")
                        .target()
                        .toString());
    }

    @Test
    void saysWhatIsWrongWithItsSettings() {
        assertFaults("url is not set, but is needed", "job", "x");
        assertFaults("paths: \"two\" is no path on the server", "url", "http://h/", "paths", "/one,two");
        assertFaults(
                "metric-relabel[0].regex: \"[\" is not",
                "url",
                "http://h/",
                "metric-relabel[0].regex",
                "[",
                "metric-relabel[0].target-label",
                "x");
        assertFaults("timeout: a run of 10000ms", "url", "http://h/", "timeout", "10s");
    }

    private static void assertFaults(String message, Object... keysAndValues) {
        List<String> faults = TestSettings.faults(FACTORY, keysAndValues);
        assertEquals(1, faults.size(), faults::toString);
        assertTrue(faults.get(0).contains(message), faults::toString);
    }

    private void assertFailure(String message, Object... keysAndValues) {
        IOException failure = assertThrows(IOException.class, () -> run(keysAndValues));
        assertTrue(failure.getMessage().contains(message), failure.getMessage());
        assertFalse(failure.toString().contains("canary"), failure.toString());
    }

    private MetricCollector collector(Object... keysAndValues) {
        close(collector);
        collector = TestSettings.collector(FACTORY, keysAndValues).collector();
        return collector;
    }

    private static void close(MetricCollector old) {
        if (old != null) {
            old.close();
        }
    }

    private RecordingSink run(Object... keysAndValues) throws Exception {
        return run(collector(keysAndValues));
    }

    private static RecordingSink run(MetricCollector collector) throws Exception {
        RecordingSink sink = new RecordingSink();
        collector.collect(sink, Deadline.after(Duration.ofSeconds(4), Clock.system()));
        return sink;
    }
}
