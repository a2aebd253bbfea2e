package dev.monitoring.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.registry.CollectorHealth;
import dev.monitoring.core.registry.CollectorHealth.State;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.testing.RecordedLogs;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Collectors that do their worst, in the whole library, beside one that is sound. */
class FaultyCollectorsTest {
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Target FAULTY = Target.of("test", "faulty");
    private static final Family VISITS = Family.counter("visits_total", "Runs of the sound collector.");

    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger soundRuns = new AtomicInteger();
    private final MonitoringBuilder builder = Monitoring.builder()
            .withoutDiscovery()
            .interval(INTERVAL)
            .collector(collector("sound", (sink, deadline) -> sink.add(VISITS, Labels.EMPTY, visit())), sound());

    /** One run. */
    @FunctionalInterface
    private interface Run {
        void collect(MetricSink sink, Deadline deadline) throws Exception;
    }

    @AfterEach
    void release() {
        released.countDown();
    }

    @Test
    void oneThatSleepsForEverCostsNoOther() {
        try (Monitoring monitoring = start(INTERVAL, (sink, deadline) -> sleepForEver())) {
            Await.until("the deadline", () -> health(monitoring).lastError().isPresent());

            assertTrue(
                    error(monitoring).startsWith("timed out after 4000ms in ")
                            && error(monitoring)
                                    .endsWith("; see what it waits for, or raise monitoring.collectors.faulty.timeout"),
                    error(monitoring));
            assertGoesOnBeside(monitoring, State.DOWN, State.BACKING_OFF);
            assertEquals(1, runs.get(), "a second run was begun beside the one that sleeps");
        }
    }

    @Test
    void oneThatRunsOutOfMemoryCostsNoOther() {
        try (Monitoring monitoring = start(INTERVAL, (sink, deadline) -> {
            long[][] hoard = new long[8][];
            for (int i = 0; i < hoard.length; i++) {
                hoard[i] = new long[Integer.MAX_VALUE / 2];
            }
            sink.add(VISITS, Labels.EMPTY, hoard.length);
        })) {
            Await.until("the error", () -> health(monitoring).lastError().isPresent());

            assertTrue(
                    error(monitoring).startsWith("OutOfMemoryError: ")
                            && error(monitoring)
                                    .endsWith("; have it keep less at a time, or give the process more memory"),
                    error(monitoring));
            assertGoesOnBeside(monitoring, State.DOWN, State.BACKING_OFF);
        }
    }

    @Test
    void oneThatRecursesForEverCostsNoOther() {
        try (Monitoring monitoring = start(INTERVAL, (sink, deadline) -> sink.add(VISITS, Labels.EMPTY, depth(1)))) {
            Await.until("the error", () -> health(monitoring).lastError().isPresent());

            assertEquals(
                    "StackOverflowError in dev.monitoring.core.FaultyCollectorsTest.depth; end its recursion, or give"
                            + " threads a larger stack with -Xss",
                    error(monitoring));
            assertGoesOnBeside(monitoring, State.DOWN, State.BACKING_OFF);
        }
    }

    @Test
    void aFloodOfLabelValuesIsCutNamedAndCounted() {
        Family flood = Family.gauge("flood_of_label_values", "Orders by customer.");
        Duration rarely = Duration.ofMinutes(1);

        try (Monitoring monitoring = start(rarely, (sink, deadline) -> {
            for (int i = 0; i < 1_000_000; i++) {
                sink.add(flood, Labels.of("customer", "customer-" + i), i);
            }
        })) {
            Await.until(
                    "the count of dropped series",
                    () -> value(monitoring, "monitoring_series_dropped_total{family=\"flood_of_label_values\"}")
                            .isPresent());

            assertEquals(
                    "990000 samples beyond the limit of 10000 were not kept; watch less of the target, or raise"
                            + " monitoring.collectors.faulty.sample-limit",
                    error(monitoring));
            assertEquals(
                    2_000, value(monitoring, "count(flood_of_label_values)").orElse(0));
            assertEquals(
                    8_000,
                    value(monitoring, "monitoring_series_dropped_total{family=\"flood_of_label_values\"}")
                            .orElse(0));
            assertTrue(value(monitoring, "monitoring_history_bytes").orElse(Double.NaN) < 16 << 20);
            assertEquals(
                    1,
                    RecordedLogs.linesWith("flood_of_label_values").size(),
                    () -> RecordedLogs.linesWith("flood_of_label_values").toString());
            assertGoesOnBeside(monitoring, State.PARTIAL);
        }
    }

    @Test
    void ofSeriesGivenTwiceTheFirstCounts() {
        Family orders = Family.gauge("orders_given_twice", "Orders.");

        try (Monitoring monitoring = start(INTERVAL, (sink, deadline) -> {
            sink.add(orders, Labels.of("kind", "book"), 1);
            sink.add(orders, Labels.of("kind", "book"), 2);
        })) {
            Await.until(
                    "the value", () -> value(monitoring, "orders_given_twice").isPresent());

            assertEquals(1, value(monitoring, "orders_given_twice").orElse(0));
            assertEquals(
                    "1 samples of series given before were not kept, the first of orders_given_twice{kind=\"book\"};"
                            + " a series may be given once a run",
                    error(monitoring));
            assertGoesOnBeside(monitoring, State.PARTIAL);
        }
    }

    @Test
    void ofFamiliesWithTwoTypesTheFirstCounts() {
        Family gauge = Family.gauge("orders_of_two_types", "Orders.");
        Family counter = Family.counter("orders_of_two_types", "Orders.");

        try (Monitoring monitoring = start(INTERVAL, (sink, deadline) -> {
            sink.add(gauge, Labels.of("kind", "book"), 1);
            sink.add(counter, Labels.of("kind", "pen"), 2);
        })) {
            Await.until(
                    "the value", () -> value(monitoring, "orders_of_two_types").isPresent());

            assertEquals(1, value(monitoring, "count(orders_of_two_types)").orElse(0));
            assertTrue(
                    error(monitoring)
                            .startsWith("1 samples of families with a second type were not kept, the first because"
                                    + " orders_of_two_types is a "),
                    error(monitoring));
            assertTrue(error(monitoring).endsWith("; a family has one type"), error(monitoring));
            assertGoesOnBeside(monitoring, State.PARTIAL);
        }
    }

    @Test
    void oneThatFailsIsTriedAtLeastAsOftenAsWasSet() {
        builder.set("monitoring.max-back-off", "500ms");

        try (Monitoring monitoring = start(INTERVAL, (sink, deadline) -> {
            throw new IllegalStateException("no luck");
        })) {
            // At distances that double, twelve runs would take more than four minutes.
            Await.until("the twelfth try", () -> runs.get() >= 12);

            assertEquals("no luck", error(monitoring));
        }
    }

    /** That the sound collector is up and runs on, and the faulty one is known for what it is. */
    private void assertGoesOnBeside(Monitoring monitoring, State... states) {
        int before = soundRuns.get();
        Await.until("three more runs of the sound collector", () -> soundRuns.get() >= before + 3);
        Await.until(
                "its success", () -> value(monitoring, "up{instance=\"sound\"}").orElse(0) == 1);

        assertTrue(List.of(states).contains(health(monitoring).state()), health(monitoring)::toString);
        assertEquals(
                states[0] == State.PARTIAL ? 1 : 0,
                value(monitoring, "up{instance=\"faulty\"}").orElse(Double.NaN));
        assertTrue(value(monitoring, "max(monitoring_series)").orElse(Double.NaN) <= 20_000);
    }

    private Monitoring start(Duration interval, Run run) {
        MetricCollector faulty = collector("faulty", (sink, deadline) -> {
            runs.incrementAndGet();
            run.collect(sink, deadline);
        });
        return builder.collector(ScheduledCollector.every(interval, faulty, FAULTY))
                .start();
    }

    private static Target sound() {
        return Target.of("test", "sound");
    }

    private int visit() {
        return soundRuns.incrementAndGet();
    }

    private static CollectorHealth health(Monitoring monitoring) {
        return monitoring.sources().stream()
                .filter(source -> source.collector().equals("faulty"))
                .findFirst()
                .orElseThrow()
                .health();
    }

    private static String error(Monitoring monitoring) {
        return health(monitoring).lastError().orElse("none");
    }

    private static OptionalDouble value(Monitoring monitoring, String query) {
        VectorValue answer = (VectorValue) monitoring
                .query(query)
                .at(Instant.ofEpochMilli(Clock.system().epochMillis()))
                .value();
        return answer.samples().stream().mapToDouble(VectorSample::value).findFirst();
    }

    private static int depth(int depth) {
        return depth < Integer.MAX_VALUE ? depth(depth + 1) + 1 : 0;
    }

    private void sleepForEver() {
        boolean asleep = true;
        while (asleep) {
            try {
                released.await();
                asleep = false;
            } catch (InterruptedException e) {
                assertEquals(null, e.getCause()); // a native call does not notice either
            }
        }
    }

    private static MetricCollector collector(String name, Run run) {
        return new MetricCollector() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void collect(MetricSink sink, Deadline deadline) throws Exception {
                run.collect(sink, deadline);
            }
        };
    }
}
