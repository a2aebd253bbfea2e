package dev.monitoring.core.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.collect.CollectorRuns;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.MetricType;
import dev.monitoring.core.registry.Snapshot;
import dev.monitoring.core.time.Clock;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the collector gives, beside what Micrometer's own Prometheus registry gives of the same meters. */
class PrometheusParityTest {
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final MockClock clock = new MockClock();

    @Test
    void givesTheSamplesOfTheScrapeForEveryKindOfMeter() throws Exception {
        PrometheusMeterRegistry registry =
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), clock);
        registerEveryKind(registry);

        Map<String, Double> ours =
                MicrometerCollectorTest.samples(CollectorRuns.of(new MicrometerCollector(registry, Clock.system()))
                        .run());

        assertEquals(lines(scraped(registry)), lines(ours));
    }

    @Test
    void givesTheTypesOfTheScrape() throws Exception {
        PrometheusMeterRegistry registry =
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), clock);
        registerEveryKind(registry);

        Snapshot snapshot = CollectorRuns.of(new MicrometerCollector(registry, Clock.system()))
                .run();

        Map<String, String> theirs = new TreeMap<>();
        for (String line : registry.scrape().split("\n")) {
            String[] words = line.split(" ");
            if (line.startsWith("# TYPE")
                    && !words[2].equals("gauge_nan")
                    && !words[2].endsWith("_gcount")
                    && !words[2].endsWith("_gsum")) {
                theirs.put(words[2], words[3]);
            }
        }
        Map<String, String> ours = new TreeMap<>();
        for (Family family : snapshot.layout().families()) {
            if (!family.name().equals("up") && !family.name().startsWith("scrape_")) {
                ours.put(family.name(), wordInText(family.type()));
            }
        }
        assertEquals(theirs, ours);
    }

    @Test
    void givesTheSameNamesOfMetersInAnotherRegistry() throws Exception {
        PrometheusMeterRegistry prometheus =
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), clock);
        registerEveryKind(prometheus);
        MeterRegistry simple = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
        registerEveryKind(simple);

        Map<String, Double> ours =
                MicrometerCollectorTest.samples(CollectorRuns.of(new MicrometerCollector(simple, Clock.system()))
                        .run());

        Map<String, Double> theirs = scraped(prometheus);
        // Buckets of a simple registry fall again and are left out; those of a long task timer are meant to fall.
        theirs.keySet().removeIf(series -> series.contains("_bucket{") && !series.startsWith("task_with_buckets"));
        assertEquals(theirs.keySet(), ours.keySet());
    }

    @Test
    void namesAsTheConventionDoes() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        NamingConvention convention = new PrometheusNamingConvention();
        PrometheusNames own = PrometheusNames.own();
        PrometheusNames theirs = PrometheusNames.of(convention);
        // Whether x-seconds ends in its unit is answered differently by the convention's versions; so no dash before a
        // unit.
        String[] parts = {
            "a", "http", ".", "_", "-a", "éa", "total", "info", "bucket", "created", "seconds", "bytes", "9a"
        };
        List<Meter.Type> types = List.of(Meter.Type.values());
        for (int i = 0; i < 20_000; i++) {
            StringBuilder name = new StringBuilder();
            for (int part = 0; part <= random.nextInt(6); part++) {
                name.append(parts[random.nextInt(parts.length)]);
            }
            Meter.Type type = types.get(random.nextInt(types.size()));
            String unit = random.nextBoolean() ? null : parts[random.nextInt(2) == 0 ? 10 : 11];
            Meter.Id id = new Meter.Id(
                    name.toString(), io.micrometer.core.instrument.Tags.of(name.toString(), "v"), unit, null, type);

            assertEquals(theirs.family(id, unit), own.family(id, unit), () -> name + " " + type + " seed " + seed);
            assertEquals(theirs.labels(id), own.labels(id), () -> name + " seed " + seed);
        }
    }

    private void registerEveryKind(MeterRegistry registry) {
        registry.counter("orders", "kind", "a\"b\\c\nd", "empty", "").increment(3);
        registry.counter("orders", "kind", "b", "empty", "x").increment(1.5);
        registry.counter("bytes.total").increment();
        FunctionCounter.builder("evictions", clock, c -> 17).baseUnit("bytes").register(registry);
        Gauge.builder("queue.size", () -> 5)
                .tag("9queue", "q")
                .baseUnit("messages")
                .register(registry);
        Gauge.builder("gauge.total", () -> Double.POSITIVE_INFINITY).register(registry);
        Gauge.builder("gauge.nan", () -> Double.NaN).register(registry);
        Gauge.builder("application.info", () -> 1).tag("version", "1.2").register(registry);
        TimeGauge.builder("uptime", () -> 1_500, TimeUnit.MILLISECONDS).register(registry);
        FunctionTimer.builder("cache.gets", clock, c -> 3, c -> 4_000, TimeUnit.MILLISECONDS)
                .register(registry);

        registry.timer("plain.timer", "uri", "/a").record(Duration.ofMillis(30));
        registry.timer("timer.seconds").record(Duration.ofMillis(30));
        Timer quantiles = Timer.builder("timer.quantiles")
                .publishPercentiles(0.5, 0.99, 1)
                .register(registry);
        Timer buckets = Timer.builder("timer.buckets")
                .publishPercentileHistogram()
                .serviceLevelObjectives(Duration.ofMillis(1), Duration.ofSeconds(40))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(registry);
        DistributionSummary summary = DistributionSummary.builder("payload")
                .baseUnit("bytes")
                .scale(2)
                .serviceLevelObjectives(1, 10, 1e6, 2.5e7, 1e12)
                .register(registry);
        DistributionSummary.builder("plain.summary").register(registry).record(7);
        for (int i = 1; i < 100; i++) {
            quantiles.record(Duration.ofMillis(i * 7L));
            buckets.record(Duration.ofMillis((long) i * i));
            summary.record(i * 1_000.5);
        }

        LongTaskTimer plainTask = LongTaskTimer.builder("task").register(registry);
        LongTaskTimer bucketTask = LongTaskTimer.builder("task.with.buckets")
                .serviceLevelObjectives(Duration.ofSeconds(1), Duration.ofMinutes(5))
                .register(registry);
        plainTask.start();
        bucketTask.start();
        clock.add(Duration.ofSeconds(2));
        bucketTask.start();

        List<Measurement> measurements = new ArrayList<>();
        for (Statistic statistic : Statistic.values()) {
            measurements.add(new Measurement(() -> 7.0 + statistic.name().length(), statistic));
        }
        Meter.builder("custom.meter", Meter.Type.OTHER, measurements)
                .tag("x", "y")
                .register(registry);
    }

    /** The scrape as series and values, without gauges that are NaN and labels that are empty, neither of which says anything. */
    private static Map<String, Double> scraped(PrometheusMeterRegistry registry) {
        Map<String, Double> samples = new TreeMap<>();
        for (String line : registry.scrape().split("\n")) {
            if (line.startsWith("#")) {
                continue;
            }
            int space = line.lastIndexOf(' ');
            String value = line.substring(space + 1);
            if (value.equals("NaN")) {
                continue;
            }
            String series = line.substring(0, space);
            int brace = series.indexOf('{');
            Labels.Builder labels = Labels.builder();
            if (brace >= 0) {
                Matcher matcher = LABEL.matcher(series.substring(brace));
                while (matcher.find()) {
                    labels.set(matcher.group(1), unescaped(matcher.group(2)));
                }
            }
            String name = brace < 0 ? series : series.substring(0, brace);
            samples.put(name + labels.build(), Double.valueOf(value.replace("+Inf", "Infinity")));
        }
        assertTrue(samples.size() > 50);
        return samples;
    }

    private static String unescaped(String value) {
        return value.replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
    }

    private static String lines(Map<String, Double> samples) {
        StringBuilder lines = new StringBuilder();
        samples.forEach((series, value) ->
                lines.append(series).append(' ').append(value).append('\n'));
        return lines.toString();
    }

    private static String wordInText(MetricType type) {
        return switch (type) {
            case INFO -> "gauge";
            case GAUGE_HISTOGRAM -> "histogram";
            case COUNTER, GAUGE, HISTOGRAM, SUMMARY, STATE_SET, UNTYPED -> type.word();
        };
    }
}
