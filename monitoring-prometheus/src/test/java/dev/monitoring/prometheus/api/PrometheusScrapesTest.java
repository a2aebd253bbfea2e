package dev.monitoring.prometheus.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.http.HttpRequest;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.http.RouteTable;
import dev.monitoring.core.http.jetty.JettyServer;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.registry.CollectorHealth;
import dev.monitoring.core.registry.Registry;
import dev.monitoring.core.registry.SeriesLayout;
import dev.monitoring.core.registry.Snapshot;
import dev.monitoring.prometheus.exposition.ContentNegotiation;
import dev.monitoring.prometheus.exposition.Exposition;
import dev.monitoring.prometheus.testing.PrometheusProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes the pages over HTTP. */
class PrometheusScrapesTest {
    private static final String HOSTILE = "two\nlines, \"quotes\", back\\slash, \u001b[31mred, é \uD83D\uDE00";

    @TempDir
    Path folder;

    private final Registry registry = new Registry();
    private final Set<String> served = ConcurrentHashMap.newKeySet();

    @Test
    void scrapesBothFormatsWithoutAnError() throws Exception {
        publish(Target.of("node", "host-a"), 1);
        publish(Target.of("node", "host-b"), 2);
        List<Route> routes = new ArrayList<>(new ExpositionRoutes(registry::sources).routes());
        Exposition exposition = new Exposition(registry::sources);
        routes.add(Route.get(
                "/text-only",
                request -> HttpResponse.streamed(
                        200,
                        ContentNegotiation.DEFAULT.contentType(),
                        out -> exposition.write(ContentNegotiation.DEFAULT.format(), out))));
        routes.replaceAll(this::recorded);

        try (JettyServer server =
                        JettyServer.builder().routes(RouteTable.of(routes)).start();
                PrometheusProcess prometheus = PrometheusProcess.start(folder, """
                        global: {scrape_interval: 1s}
                        scrape_configs:
                          - {job_name: all, honor_labels: true, metrics_path: /prometheus, static_configs: [{targets: ["127.0.0.1:%1$d"]}]}
                          - {job_name: text, metrics_path: /text-only, static_configs: [{targets: ["127.0.0.1:%1$d"]}]}
                          - {job_name: one, metrics_path: /prometheus/system/host-a, static_configs: [{targets: ["127.0.0.1:%1$d"]}]}
                        """.formatted(server.port()))) {
            prometheus.awaitValue("count(count_over_time(up{job=~'all|text|one'}[1m]) >= 2)", "3");

            assertEquals("3", prometheus.value("sum(up{job=~'all|text|one'})"));
            assertFalse(prometheus.get("/api/v1/targets").matches("(?s).*\"lastError\":\"[^\"].*"));
            assertEquals("", prometheus.value("sum({__name__=~'prometheus_target_scrapes_.*sample.*'}) > 0"));
            for (String series : List.of(
                    "temperature_celsius{job='node',instance='host-a'}",
                    "temperature_celsius{job='text',exported_instance='host-a'}",
                    "temperature_celsius{job='one'}")) {
                assertEquals("1.25", prometheus.value(series), series);
            }
            assertEquals("2.25", prometheus.value("temperature_celsius{job='node',instance='host-b'}"));
            assertEquals("1", prometheus.value("pg_commits{job='one'}"));
            assertEquals("3", prometheus.value("latency_seconds_bucket{job='one',le='+Inf'}"));
            assertTrue(prometheus
                    .get("/api/v1/label/hostile/values")
                    .contains("\"two\\nlines, \\\"quotes\\\", back\\\\slash, \\u001b[31mred, é \uD83D\uDE00\""));
            assertEquals(
                    Set.of(
                            "application/openmetrics-text; version=1.0.0; charset=utf-8",
                            "text/plain; version=0.0.4; charset=utf-8"),
                    served);
        }
    }

    private Route recorded(Route route) {
        return Route.get(route.path(), (HttpRequest request) -> {
            HttpResponse answer = route.handler().handle(request);
            served.add(answer.headers().getOrDefault("Content-Type", "none"));
            return answer;
        });
    }

    private void publish(Target target, double number) {
        SeriesLayout layout = SeriesLayout.builder(target)
                .family(Family.gauge("temperature_celsius", "Temperature."))
                .slot("temperature_celsius", Labels.of("hostile", HOSTILE))
                .family(Family.counter("pg_commits", "Commits."))
                .slot("pg_commits", Labels.EMPTY)
                .family(Family.counter("jobs_total", "Jobs."))
                .slot("jobs_total", Labels.EMPTY)
                .family(Family.histogram("latency_seconds", "Latency."))
                .slot("latency_seconds_bucket", Labels.of("le", "1"))
                .slot("latency_seconds_bucket", Labels.of("le", "+Inf"))
                .slot("latency_seconds_sum", Labels.EMPTY)
                .slot("latency_seconds_count", Labels.EMPTY)
                .build();
        Snapshot snapshot = new Snapshot();
        snapshot.reset(layout, 0);
        double[] values = {number + 0.25, number, 7, 2, 3, 4.5, 3};
        for (int slot = 0; slot < values.length; slot++) {
            snapshot.set(slot, values[slot]);
        }
        registry.add("system", target).publish(snapshot, CollectorHealth.starting());
    }
}
