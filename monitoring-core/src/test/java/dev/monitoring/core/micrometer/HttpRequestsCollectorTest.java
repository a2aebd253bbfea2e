package dev.monitoring.core.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.collect.CollectorContract;
import dev.monitoring.core.collect.CollectorRuns;
import dev.monitoring.core.collect.MetricCollector;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.CountingMode;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
