package dev.monitoring.prometheus.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.http.Access;
import dev.monitoring.core.http.HttpException;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.registry.CollectorHealth;
import dev.monitoring.core.registry.Registry;
import dev.monitoring.core.registry.SeriesLayout;
import dev.monitoring.core.registry.Snapshot;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpositionRoutesTest {
    private final Registry registry = new Registry();
    private final List<Route> routes = new ExpositionRoutes(registry::sources).routes();

    @Test
    void offersAllTargetsUnderBothNames() throws Exception {
        publish("redis", Target.of("redis", "cache:6379"));

        for (String path : List.of("/prometheus", "/metrics")) {
            HttpResponse answer = route(path).handler().handle(new FakeRequest("GET", path, Map.of()));

            assertEquals(200, answer.status());
            assertEquals(
                    "text/plain; version=0.0.4; charset=utf-8", answer.headers().get("Content-Type"));
            assertEquals("Accept", answer.headers().get("Vary"));
            assertEquals("# HELP x X.\n# TYPE x gauge\nx{instance=\"cache:6379\",job=\"redis\"} 1\n", body(answer));
        }
    }

    @Test
    void servesOpenMetricsToThoseWhoAcceptIt() throws Exception {
        publish("redis", Target.of("redis", "cache:6379"));

        HttpResponse answer = route("/prometheus")
                .handler()
                .handle(new FakeRequest("GET", "/prometheus", Map.of())
                        .header("Accept", "application/openmetrics-text;version=1.0.0"));

        assertEquals(
                "application/openmetrics-text; version=1.0.0; charset=utf-8",
                answer.headers().get("Content-Type"));
        assertTrue(body(answer).endsWith("\n# EOF\n"));
    }

    @Test
    void offersOneTargetWithoutItsLabels() throws Exception {
        publish("redis", Target.of("redis", "cache:6379"));
        publish("redis", Target.of("redis", "queue:6379"));

        assertEquals("# HELP x X.\n# TYPE x gauge\nx 1\n", body(one("redis", "cache:6379")));
    }

    @Test
    void takesInstancesThatAreAddresses() throws Exception {
        publish("probe", Target.of("blackbox", "https://example.org/a b"));

        assertEquals("# HELP x X.\n# TYPE x gauge\nx 1\n", body(one("probe", "https://example.org/a b")));
    }

    @Test
    void listsTheKnownTargetsWhereTheOneAskedForIsNot() {
        publish("redis", Target.of("redis", "cache:6379"));
        publish("probe", Target.of("blackbox", "https://example.org/a b"));

        HttpException refusal = assertThrows(HttpException.class, () -> one("redis", "nowhere"));

        assertEquals(404, refusal.status());
        assertEquals(
                "there is no target redis/nowhere; known are: /prometheus/redis/cache:6379,"
                        + " /prometheus/probe/https://example.org/a%20b",
                refusal.getMessage());
    }

    @Test
    void asksForTheJobWhereSeveralTargetsShareAnInstance() throws Exception {
        publish("probe", Target.of("http", "example.org"));
        publish("probe", Target.of("tls", "example.org"));

        HttpException refusal = assertThrows(HttpException.class, () -> one("probe", "example.org"));

        assertEquals(
                "2 targets are probe/example.org; say which: /prometheus/probe/http/example.org,"
                        + " /prometheus/probe/tls/example.org",
                refusal.getMessage());
        assertEquals(200, one("probe", "tls/example.org").status());
    }

    @Test
    void namesAtMostFortyTargets() {
        for (int i = 0; i < 100; i++) {
            publish("redis", Target.of("redis", "host-" + i));
        }

        HttpException refusal = assertThrows(HttpException.class, () -> one("redis", "nowhere"));

        assertTrue(String.valueOf(refusal.getMessage()).endsWith("/prometheus/redis/host-39 and 60 more"));
    }

    @Test
    void letsReadersIn() {
        routes.forEach(route -> assertEquals(Access.READ, route.access()));
    }

    private HttpResponse one(String collector, String target) throws Exception {
        return route("/prometheus/{collector}/{target...}")
                .handler()
                .handle(new FakeRequest(
                        "GET",
                        "/prometheus/" + collector + "/" + target,
                        Map.of("collector", collector, "target", target)));
    }

    private Route route(String path) {
        return routes.stream()
                .filter(route -> route.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private static String body(HttpResponse answer) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ((HttpResponse.Writer) answer.body()).write(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private void publish(String collector, Target target) {
        Snapshot snapshot = new Snapshot();
        snapshot.reset(
                SeriesLayout.builder(target)
                        .family(Family.gauge("x", "X."))
                        .slot("x", Labels.EMPTY)
                        .build(),
                0);
        snapshot.set(0, 1);
        registry.add(collector, target).publish(snapshot, CollectorHealth.starting());
    }
}
