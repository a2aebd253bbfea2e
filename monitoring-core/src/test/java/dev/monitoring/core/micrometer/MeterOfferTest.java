package dev.monitoring.core.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.collect.CollectorRuns;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.registry.CollectorHealth;
import dev.monitoring.core.registry.Registry;
import dev.monitoring.core.registry.SeriesLayout;
import dev.monitoring.core.registry.Snapshot;
import dev.monitoring.core.registry.SourceFeed;
import dev.monitoring.core.time.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeterOfferTest {
    private static final Family COMMANDS = Family.counter("redis_commands_total", "Commands.");
    private static final Family KEYS = Family.gauge("redis_db_keys", "");
    private static final Family LATENCY = Family.histogram("redis_latency_seconds", "Latency.");

    private final PrometheusMeterRegistry host = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Registry registry = new Registry();
    private final SourceFeed feed = registry.add("redis", Target.of("redis", "localhost:6379"));

    private void offer(int maxMeters) {
        registry.observe("micrometer", new MeterOffer(host, maxMeters));
    }

    @Test
    void offersSamplesUnderTheExportersNames() {
        offer(100);

        publish(layout("0", "1"), 7, 1, 2, 3, 4, 5);

        String scrape = host.scrape();
        assertTrue(scrape.contains("redis_commands_total{instance=\"localhost:6379\",job=\"redis\"} 7.0"), scrape);
        assertTrue(scrape.contains("redis_db_keys{db=\"0\",instance=\"localhost:6379\",job=\"redis\"} 1.0"), scrape);
        assertTrue(scrape.contains("redis_latency_seconds_count_total"), scrape);
        assertTrue(scrape.contains("redis_latency_seconds_sum_total"), scrape);
        assertFalse(scrape.contains("le="), scrape);
    }

    @Test
    void followsTheValues() {
        offer(100);
        SeriesLayout layout = layout("0", "1");
        publish(layout, 7, 1, 2, 3, 4, 5);

        publish(layout, 8, 1, 2, 3, 4, 5);

        assertTrue(host.scrape().contains("redis_commands_total{instance=\"localhost:6379\",job=\"redis\"} 8.0"));
        assertEquals(5, host.getMeters().size());
    }

    @Test
    void takesAMeterBackWhenItsSeriesEnds() {
        offer(100);
        publish(layout("0", "1"), 7, 1, 2, 3, 4, 5);

        publish(layout("1"), 7, 2, 3, 4, 5);
        assertFalse(host.scrape().contains("db=\"0\""));
        assertEquals(4, host.getMeters().size());

        Snapshot nothing = new Snapshot();
        nothing.reset(layout("1"), 1);
        feed.publish(nothing, CollectorHealth.starting());
        assertTrue(host.getMeters().isEmpty());
    }

    @Test
    void offersNoMoreThanItMay() {
        offer(2);

        publish(layout("0", "1"), 7, 1, 2, 3, 4, 5);

        assertEquals(2, host.getMeters().size());
    }

    @Test
    void leavesTheHostsOwnMetersAlone() {
        Gauge.builder("redis_db_keys", () -> 99)
                .tags("db", "0", "instance", "localhost:6379", "job", "redis")
                .register(host);
        MeterOffer offer = new MeterOffer(host, 100);
        registry.observe("micrometer", offer);
        publish(layout("0"), 7, 1, 3, 4, 5);

        offer.close();

        assertEquals(1, host.getMeters().size());
        assertTrue(host.scrape().contains("} 99.0"));
    }

    @Test
    void isNotSampledAgain() throws Exception {
        offer(100);
        host.config().commonTags("application", "shop");
        publish(layout("0", "1"), 7, 1, 2, 3, 4, 5);
        host.counter("orders").increment();

        Map<String, Double> sampled = MicrometerCollectorTest.samples(
                CollectorRuns.of(new MicrometerCollector(host, Clock.system())).run());

        assertEquals(Map.of("orders_total{application=\"shop\"}", 1.0), sampled);
    }

    @Test
    void doesNotOfferTheHostItsOwnMeters() {
        offer(100);
        SourceFeed own = registry.add(MicrometerCollector.NAME, Target.of("app", "host"));
        Snapshot snapshot = new Snapshot();
        snapshot.reset(layout("0"), 1);
        snapshot.set(0, 1);

        own.publish(snapshot, CollectorHealth.starting());

        assertTrue(host.getMeters().isEmpty());
    }

    @Test
    void survivesARegistryThatRefuses() {
        host.config().meterFilter(new MeterFilter() {
            @Override
            public io.micrometer.core.instrument.Meter.Id map(io.micrometer.core.instrument.Meter.Id id) {
                throw new IllegalStateException("for the test");
            }
        });
        offer(100);

        publish(layout("0"), 7, 1, 3, 4, 5);

        assertEquals(0, registry.observers().get(0).failures());
        assertTrue(host.getMeters().isEmpty());
    }

    @Test
    void takesAllMetersBackOnClose() {
        MeterRegistry before = host;
        MeterOffer offer = new MeterOffer(before, 100);
        registry.observe("micrometer", offer);
        publish(layout("0", "1"), 7, 1, 2, 3, 4, 5);
        assertEquals(5, offer.meters());

        offer.close();
        publish(layout("0", "1"), 7, 1, 2, 3, 4, 5);

        assertTrue(host.getMeters().isEmpty());
        assertEquals(0, offer.meters());
    }

    private void publish(SeriesLayout layout, double... values) {
        Snapshot snapshot = new Snapshot();
        snapshot.reset(layout, 5_000);
        for (int slot = 0; slot < values.length; slot++) {
            snapshot.set(slot, values[slot]);
        }
        feed.publish(snapshot, CollectorHealth.starting());
    }

    /** A counter, a gauge per database, and a histogram of one bucket. */
    private static SeriesLayout layout(String... databases) {
        SeriesLayout.Builder builder = SeriesLayout.builder(Target.of("redis", "localhost:6379"))
                .family(COMMANDS)
                .slot(COMMANDS.name(), Labels.EMPTY)
                .family(KEYS);
        for (String database : databases) {
            builder.slot(KEYS.name(), Labels.of("db", database));
        }
        return builder.family(LATENCY)
                .slot("redis_latency_seconds_bucket", Labels.of("le", "+Inf"))
                .slot("redis_latency_seconds_sum", Labels.EMPTY)
                .slot("redis_latency_seconds_count", Labels.EMPTY)
                .build();
    }
}
