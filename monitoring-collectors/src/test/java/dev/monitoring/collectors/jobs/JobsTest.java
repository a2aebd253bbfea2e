package dev.monitoring.collectors.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class JobsTest {
    private final MockClock clock = new MockClock();
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), clock);
    private final Jobs jobs = Jobs.of(registry);

    @Test
    void countsAndTimesRuns() {
        jobs.run("hot_score_refresh", () -> clock.add(Duration.ofSeconds(2)));
        jobs.run("hot_score_refresh", () -> clock.add(Duration.ofSeconds(3)));

        assertHas("job_execution_total{job_name=\"hot_score_refresh\",status=\"success\"} 2.0");
        assertHas("job_execution_total{job_name=\"hot_score_refresh\",status=\"error\"} 0.0");
        assertHas("job_execution_duration_seconds_sum{job_name=\"hot_score_refresh\"} 5.0");
        assertHas("job_execution_duration_seconds_bucket{job_name=\"hot_score_refresh\",le=\"5.0\"} 2");
        assertHas("job_in_progress{job_name=\"hot_score_refresh\"} 0.0");
    }

    @Test
    void passesOnWhatAJobThrowsAndCountsIt() {
        IOException thrown = new IOException("for the test");

        assertSame(
                thrown,
                assertThrows(
                        IOException.class,
                        () -> jobs.call("import", () -> {
                            throw thrown;
                        })));

        assertThrows(
                StackOverflowError.class,
                () -> jobs.run("import", () -> {
                    throw new StackOverflowError();
                }));
        assertHas("job_execution_total{job_name=\"import\",status=\"error\"} 2.0");
        assertFalse(registry.scrape().contains("job_last_success_timestamp_seconds"));
    }

    @Test
    void givesBackWhatAJobGives() throws Exception {
        assertEquals("done", jobs.call("import", () -> "done"));
    }

    @Test
    void tellsWhenAJobLastEndedWell() {
        jobs.run("import", () -> clock.add(Duration.ofSeconds(100)));
        double first = clock.wallTime() / 1e3;
        assertThrows(
                IllegalStateException.class,
                () -> jobs.run("import", () -> {
                    clock.add(Duration.ofSeconds(50));
                    throw new IllegalStateException();
                }));

        assertEquals(
                first, registry.get("job.last.success.timestamp").timeGauge().value(TimeUnit.SECONDS));
        assertTrue(registry.scrape().contains("job_last_success_timestamp_seconds{job_name=\"import\"}"));
    }

    @Test
    void countsRunsUnderWay() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread thread = new Thread(() -> jobs.run("long", () -> {
            running.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        thread.start();
        running.await();

        assertHas("job_in_progress{job_name=\"long\"} 1.0");

        release.countDown();
        thread.join();
        assertHas("job_in_progress{job_name=\"long\"} 0.0");
    }

    @Test
    void countsItemsAndAsksForTheQueue() {
        Queue<String> queue = new ArrayDeque<>(List.of("a", "b", "c"));
        Job job = jobs.job("mail");
        job.queueSize(queue::size);
        job.processed(5);
        job.processed(0);
        job.processed(-7);

        queue.remove();

        assertHas("job_items_processed_total{job_name=\"mail\"} 5.0");
        assertHas("job_queue_size{job_name=\"mail\"} 2.0");
    }

    @Test
    void boundsTheNumberOfNames() {
        for (int i = 0; i < 3 * Jobs.MAX_NAMES; i++) {
            jobs.run("order-" + i, () -> {});
        }

        assertEquals(
                2.0 * Jobs.MAX_NAMES,
                registry.get("job.execution")
                        .tags("job.name", Jobs.OTHERS, "status", "success")
                        .counter()
                        .count());
        assertEquals(
                Jobs.MAX_NAMES + 1, registry.find("job.in.progress").gauges().size());
    }

    @Test
    void runsAJobWhoseMetersTheRegistryRefuses() {
        MeterRegistry refusing = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
        refusing.config().meterFilter(new MeterFilter() {
            @Override
            public MeterFilterReply accept(Meter.Id id) {
                throw new IllegalArgumentException("for the test");
            }
        });
        int[] runs = new int[1];

        Jobs.of(refusing).run("import", () -> runs[0]++);

        assertEquals(1, runs[0]);
    }

    @Test
    void refusesABlankName() {
        assertThrows(IllegalArgumentException.class, () -> jobs.run(" ", () -> {}));
    }

    @Test
    void standsInTheHistoryUnderThoseNames() throws Exception {
        MeterRegistry host = new SimpleMeterRegistry();
        Jobs.of(host).run("hot_score_refresh", () -> {});
        try (Monitoring monitoring = Monitoring.builder()
                .withoutDiscovery()
                .set("monitoring.interval", "100ms")
                .meterRegistry(host)
                .start()) {
            for (String name : List.of(
                    "job_execution_total{job_name=\"hot_score_refresh\",status=\"success\"} == 1",
                    "job_execution_duration_seconds_count{job_name=\"hot_score_refresh\"} == 1",
                    "job_last_success_timestamp_seconds{job_name=\"hot_score_refresh\"} > 1.7e9")) {
                Await.until(
                        name,
                        () -> monitoring
                                .query(name)
                                .at(Instant.ofEpochMilli(Clock.system().epochMillis()))
                                .toString()
                                .contains("hot_score_refresh"));
            }
        }
    }

    private void assertHas(String line) {
        String page = registry.scrape();
        assertTrue(page.contains(line + "\n"), () -> line + " is not in\n" + page);
    }
}
