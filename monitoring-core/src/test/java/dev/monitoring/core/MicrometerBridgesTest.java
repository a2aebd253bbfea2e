package dev.monitoring.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.registry.CollectorHealth;
import dev.monitoring.core.registry.Snapshot;
import dev.monitoring.core.registry.Source;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The builder's two bridges to Micrometer, through the whole library. */
class MicrometerBridgesTest {
    private static final Family ORDERS = Family.counter("shop_orders_total", "Orders.");

    private final MeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void samplesTheHostsMetersIntoTheHistory() {
        registry.counter("orders", "kind", "book").increment(3);

        try (Monitoring monitoring =
                builder().meterRegistry(registry).instance("shop-1").start()) {
            Await.until(
                    "the counter in the history",
                    () -> answer(monitoring, "orders_total").contains("orders_total"));

            assertTrue(
                    answer(monitoring, "orders_total")
                            .contains("orders_total{instance=\"shop-1\", job=\"application\", kind=\"book\"}"),
                    () -> answer(monitoring, "orders_total"));
            assertEquals(
                    List.of("micrometer: the meters of this application (shop-1)"),
                    monitoring.report().watched().stream()
                            .map(watched ->
                                    watched.collector() + ": " + watched.watches() + " (" + watched.instance() + ")")
                            .toList());
        }
    }

    @Test
    void saysHowManyMetersAreRead() {
        registry.counter("orders").increment();

        try (Monitoring monitoring = builder().meterRegistry(registry).start()) {
            Await.until(
                    "the count of meters",
                    () -> answer(monitoring, "monitoring_micrometer_meters == 1")
                            .contains("job=\"monitoring\""));
        }
    }

    @Test
    void readsTheSettingsOfTheHostsMeters() {
        registry.counter("orders").increment();
        registry.counter("returns").increment();

        try (Monitoring monitoring = builder()
                .meterRegistry(registry)
                .set("monitoring.collectors.micrometer.job", "shop")
                .set("monitoring.collectors.micrometer.labels.team", "web")
                .set("monitoring.collectors.micrometer.sample-limit", "1")
                .start()) {
            Await.until(
                    "a partial run",
                    () -> health(monitoring, "micrometer").lastError().isPresent());

            assertEquals(
                    Optional.of("1 samples beyond the limit of 1 were not kept; watch less of the target, or raise"
                            + " monitoring.collectors.micrometer.sample-limit"),
                    health(monitoring, "micrometer").lastError());
            assertEquals(
                    "{job=\"shop\", team=\"web\"}",
                    source(monitoring, "micrometer")
                            .target()
                            .labels()
                            .without(Target.INSTANCE)
                            .toString());
        }
    }

    @Test
    void leavesTheHostsMetersAloneWhereSwitchedOff() {
        try (Monitoring monitoring = builder()
                .meterRegistry(registry)
                .set("monitoring.collectors.micrometer.enabled", "false")
                .start()) {
            assertEquals(
                    List.of("micrometer"),
                    monitoring.report().notWatched().stream()
                            .map(StartupReport.NotWatched::collector)
                            .toList());
        }
    }

    @Test
    void doesNotKnowSettingsOfMetersNobodyGave() {
        ConfigurationException refusal = assertThrows(
                ConfigurationException.class,
                () -> builder()
                        .set("monitoring.collectors.micrometer.interval", "5s")
                        .start());

        assertTrue(refusal.getMessage().contains("is not a known key"), refusal.getMessage());
    }

    @Test
    void offersWhatIsCollectedAndTakesItBack() {
        Monitoring monitoring = builder()
                .collector(new Orders(), Target.of("shop", "here"))
                .offerTo(registry)
                .start();
        try (monitoring) {
            Await.until(
                    "the offered counter", () -> registry.find("shop_orders").functionCounter() != null);

            FunctionCounter orders = registry.get("shop_orders")
                    .tags("job", "shop", "instance", "here")
                    .functionCounter();
            assertEquals(7, orders.count());
            Await.until(
                    "the offer in the self metrics",
                    () -> answer(monitoring, "monitoring_micrometer_offered_meters > 0")
                            .contains("job=\"monitoring\""));
        }

        assertEquals(List.of(), registry.getMeters());
        assertFalse(registry.isClosed());
    }

    @Test
    void offersNothingUnlessAsked() {
        try (Monitoring monitoring = builder()
                .collector(new Orders(), Target.of("shop", "here"))
                .meterRegistry(registry)
                .start()) {
            Await.until(
                    "a run of the collector",
                    () -> health(monitoring, "orders").lastSuccess().isPresent());
            Await.until(
                    "a run over the host's meters",
                    () -> health(monitoring, "micrometer").lastSuccess().isPresent());

            assertEquals(List.of(), registry.getMeters());
        }
    }

    @Test
    void goesRoundInNoCircleWhereBothBridgesHaveOneRegistry() {
        registry.counter("own").increment();
        try (Monitoring monitoring = builder()
                .collector(new Orders(), Target.of("shop", "here"))
                .meterRegistry(registry)
                .offerTo(registry)
                .start()) {
            Await.until(
                    "the offered counter", () -> registry.find("shop_orders").functionCounter() != null);
            long seen = runs(monitoring);
            Await.until("further runs", () -> runs(monitoring) > seen + 2);

            Set<String> sampled = new TreeSet<>();
            Snapshot snapshot = new Snapshot();
            assertTrue(source(monitoring, "micrometer").copyTo(snapshot));
            for (int slot = 0; slot < snapshot.layout().size(); slot++) {
                sampled.add(snapshot.layout().sampleName(slot));
            }
            assertTrue(sampled.contains("own_total"), sampled::toString);
            assertFalse(sampled.contains("shop_orders_total"), sampled::toString);
            assertEquals(
                    1,
                    registry.getMeters().stream()
                            .map(Meter::getId)
                            .filter(id -> id.getName().equals("own"))
                            .count());
        }
    }

    private static MonitoringBuilder builder() {
        return Monitoring.builder().withoutDiscovery().set("monitoring.interval", "100ms");
    }

    private static String answer(Monitoring monitoring, String expression) {
        return monitoring
                .query(expression)
                .at(Instant.ofEpochMilli(Clock.system().epochMillis()))
                .value()
                .toString();
    }

    private static long runs(Monitoring monitoring) {
        return health(monitoring, "micrometer")
                .lastSuccess()
                .map(at -> at.toEpochMilli() / 100)
                .orElse(0L);
    }

    private static CollectorHealth health(Monitoring monitoring, String collector) {
        return source(monitoring, collector).health();
    }

    private static Source source(Monitoring monitoring, String collector) {
        return monitoring.sources().stream()
                .filter(source -> source.collector().equals(collector))
                .findFirst()
                .orElseThrow();
    }

    private static final class Orders implements MetricCollector {
        @Override
        public String name() {
            return "orders";
        }

        @Override
        public void collect(MetricSink sink, Deadline deadline) {
            sink.add(ORDERS, Labels.EMPTY, 7);
        }
    }
}
