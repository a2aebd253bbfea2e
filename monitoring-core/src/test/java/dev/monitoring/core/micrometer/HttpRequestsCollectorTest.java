package dev.monitoring.core.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.collect.CollectorContract;
import dev.monitoring.core.collect.CollectorRuns;
import dev.monitoring.core.collect.MetricCollector;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.CountingMode;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpRequestsCollectorTest extends CollectorContract {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final CollectorRuns runs = CollectorRuns.of(new HttpRequestsCollector(registry));

    private static void answer(MeterRegistry registry, String uri, String status, String exception, long millis) {
        registry.timer("http.server.requests", "method", "GET", "uri", uri, "status", status, "exception", exception)
                .record(Duration.ofMillis(millis));
    }

    @Override
    protected MetricCollector newCollector() {
        MeterRegistry host = new SimpleMeterRegistry();
        answer(host, "/orders/{id}", "200", "none", 500);
        LongTaskTimer.builder("http.server.requests.active")
                .tag("method", "GET")
                .register(host);
        return new HttpRequestsCollector(host);
    }

    @Test
    void countsRequestsByMethodEndpointAndStatus() throws Exception {
        answer(registry, "/orders/{id}", "200", "none", 500);
        answer(registry, "/orders/{id}", "500", "IllegalStateException", 1_000);
        answer(registry, "/orders/{id}", "500", "TimeoutException", 500);
        LongTaskTimer active = LongTaskTimer.builder("http.server.requests.active")
                .tag("method", "GET")
                .register(registry);
        LongTaskTimer.Sample running = active.start();

        Map<String, Double> samples = MicrometerCollectorTest.samples(runs.run());
        running.stop();

        assertEquals(
                Map.of(
                        "http_requests_total{endpoint=\"/orders/{id}\", method=\"GET\", status=\"200\"}", 1.0,
                        "http_requests_total{endpoint=\"/orders/{id}\", method=\"GET\", status=\"500\"}", 2.0,
                        "http_request_duration_seconds_sum{endpoint=\"/orders/{id}\", method=\"GET\"}", 2.0,
                        "http_request_duration_seconds_count{endpoint=\"/orders/{id}\", method=\"GET\"}", 3.0,
                        "http_requests_in_progress{method=\"GET\"}", 1.0),
                samples);
    }

    @Test
    void countsEndpointsBeyondTheLimitAsOne() throws Exception {
        for (int i = 0; i < HttpRequestsCollector.MAX_ENDPOINTS + 50; i++) {
            answer(registry, "/" + i, "200", "none", 1);
        }

        Map<String, Double> samples = MicrometerCollectorTest.samples(runs.run());

        assertEquals(50.0, samples.get("http_requests_total{endpoint=\"others\", method=\"GET\", status=\"200\"}"));
        assertEquals(
                2.0 * (HttpRequestsCollector.MAX_ENDPOINTS + 1) + HttpRequestsCollector.MAX_ENDPOINTS + 1,
                samples.size());
    }

    @Test
    void addsUpTheBucketsOfATimerThatHasThem() throws Exception {
        MeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        answerBucketed(prometheus, "200", 50, Duration.ofMillis(100), Duration.ofMillis(500));
        answerBucketed(prometheus, "200", 300, Duration.ofMillis(100), Duration.ofMillis(500));
        answerBucketed(prometheus, "500", 4_000, Duration.ofMillis(100), Duration.ofMillis(500));

        Map<String, Double> samples = MicrometerCollectorTest.samples(
                CollectorRuns.of(new HttpRequestsCollector(prometheus)).run());

        assertEquals(
                Map.of(
                        "http_requests_total{endpoint=\"/orders\", method=\"GET\", status=\"200\"}", 2.0,
                        "http_requests_total{endpoint=\"/orders\", method=\"GET\", status=\"500\"}", 1.0,
                        "http_request_duration_seconds_bucket{endpoint=\"/orders\", le=\"0.1\", method=\"GET\"}", 1.0,
                        "http_request_duration_seconds_bucket{endpoint=\"/orders\", le=\"0.5\", method=\"GET\"}", 2.0,
                        "http_request_duration_seconds_bucket{endpoint=\"/orders\", le=\"+Inf\", method=\"GET\"}", 3.0,
                        "http_request_duration_seconds_sum{endpoint=\"/orders\", method=\"GET\"}", 4.35,
                        "http_request_duration_seconds_count{endpoint=\"/orders\", method=\"GET\"}", 3.0),
                samples);
    }

    @Test
    void leavesBucketsOutWhereTimersDisagreeOnThem() throws Exception {
        MeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        answerBucketed(prometheus, "200", 50, Duration.ofMillis(100));
        answerBucketed(prometheus, "500", 50, Duration.ofMillis(200));

        Map<String, Double> samples = MicrometerCollectorTest.samples(
                CollectorRuns.of(new HttpRequestsCollector(prometheus)).run());

        assertEquals(2.0, samples.get("http_request_duration_seconds_count{endpoint=\"/orders\", method=\"GET\"}"));
        assertTrue(samples.keySet().stream().noneMatch(name -> name.contains("_bucket")), samples::toString);
    }

    private static void answerBucketed(MeterRegistry registry, String status, long millis, Duration... bounds) {
        Timer.builder("http.server.requests")
                .tags("method", "GET", "uri", "/orders", "status", status)
                .serviceLevelObjectives(bounds)
                .register(registry)
                .record(Duration.ofMillis(millis));
    }

    @Test
    void saysThatMetersByStepHaveNoTotals() throws Exception {
        SimpleMeterRegistry steps = new SimpleMeterRegistry(
                new SimpleConfig() {
                    @Override
                    public String get(String key) {
                        return null;
                    }

                    @Override
                    public CountingMode mode() {
                        return CountingMode.STEP;
                    }
                },
                Clock.SYSTEM);
        answer(steps, "/a", "200", "none", 1);
        MeterRegistry composite = new CompositeMeterRegistry().add(steps);
        CollectorRuns stepRuns = CollectorRuns.of(new HttpRequestsCollector(composite));

        assertEquals(Map.of(), MicrometerCollectorTest.samples(stepRuns.run()));
        assertTrue(String.valueOf(stepRuns.partial()).contains("count by step"), stepRuns.partial());
    }
}
