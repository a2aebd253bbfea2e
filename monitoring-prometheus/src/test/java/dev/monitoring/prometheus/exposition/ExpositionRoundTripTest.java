package dev.monitoring.prometheus.exposition;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.MetricType;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.registry.CollectorHealth;
import dev.monitoring.core.registry.Registry;
import dev.monitoring.core.registry.SeriesLayout;
import dev.monitoring.core.registry.Snapshot;
import dev.monitoring.core.textformat.TextFormat;
import dev.monitoring.core.textformat.TextFormatException;
import dev.monitoring.core.textformat.TextFormatParser;
import dev.monitoring.core.textformat.TextFormatParser.FamilySamples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What was written reads back as what it was: series, values to the bit, times, types and help. */
class ExpositionRoundTripTest {
    private static final List<String> HOSTILE = List.of(
            "plain",
            "two\nlines",
            "quote\" and \\ backslash",
            "\\n is no line feed",
            "\u001b[31mred\u001b[0m",
            "é \uD83D\uDE00 \u0000 \r\t",
            "} 1 2\n# EOF",
            "\\",
            "\"",
            " ");

    /** A sample without its identity. */
    private record Reading(long valueBits, OptionalLong timestampMillis) {}

    @Test
    void readsBackAsTheSnapshotInBothFormats() throws Exception {
        for (long seed = 1; seed <= 300; seed++) {
            Random random = new Random(seed);
            Registry registry = new Registry();
            Map<Labels, Reading> expected = new TreeMap<>();
            Map<String, Family> families = new TreeMap<>();
            int targets = 1 + random.nextInt(3);
            for (int i = 0; i < targets; i++) {
                Snapshot snapshot = randomTarget("target-" + i, random, families);
                registry.add("c", snapshot.layout().target()).publish(snapshot, CollectorHealth.starting());
                expected.putAll(readings(snapshot));
            }

            for (ExpositionFormat format : ExpositionFormat.values()) {
                List<FamilySamples> read = read(registry, format);

                String where = "seed " + seed + ", " + format;
                assertEquals(expected, readings(read), where);
                assertEquals(types(families, format), types(read), where);
                for (FamilySamples samples : read) {
                    assertEquals(
                            families.get(samples.family().name().replaceFirst("_(bucket|gsum|gcount)$", ""))
                                    .help(),
                            samples.family().help(),
                            where);
                }
            }
        }
    }

    /** A target with families of every type, legal in OpenMetrics, their names shared between targets. */
    private static Snapshot randomTarget(String instance, Random random, Map<String, Family> families) {
        SampleSet samples = SampleSet.of(new Target("job", instance, Labels.of("extra", hostile(random))));
        for (MetricType type : MetricType.values()) {
            String suffix = type == MetricType.COUNTER ? "_total" : type == MetricType.INFO ? "_info" : "";
            String name = type.word() + suffix;
            Family family = families.computeIfAbsent(
                    name, added -> new Family(name, type, "", "Help of " + name + ": " + hostile(random)));
            samples.family(family);
            for (int i = random.nextInt(4); i >= 0; i--) {
                addMetric(samples, type, random, "i", Integer.toString(i), "value", hostile(random));
            }
        }
        return samples.snapshot();
    }

    private static void addMetric(SampleSet samples, MetricType type, Random random, String... labels) {
        switch (type) {
            case COUNTER -> samples.sample(Math.abs(number(random)), labels);
            case GAUGE, UNTYPED -> {
                if (random.nextInt(5) == 0) {
                    samples.at(random.nextInt(), "", number(random), labels);
                } else if (random.nextInt(5) == 0 && !labels[1].equals("0")) {
                    samples.absent(labels);
                } else {
                    samples.sample(random.nextInt(10) == 0 ? Double.NaN : number(random), labels);
                }
            }
            case INFO -> samples.sample(1, labels);
            case STATE_SET -> {
                samples.sample(1, with(labels, "stateset", "on"));
                samples.sample(0, with(labels, "stateset", "off"));
            }
            case SUMMARY -> {
                samples.sample(Math.abs(number(random)), with(labels, "quantile", "0.5"));
                samples.sample(Math.abs(number(random)), with(labels, "quantile", "0.99"));
                samples.part("_sum", Math.abs(number(random)), labels);
                samples.part("_count", random.nextInt(1_000), labels);
            }
            case HISTOGRAM, GAUGE_HISTOGRAM -> {
                int count = random.nextInt(1_000);
                samples.part("_bucket", random.nextInt(count + 1), with(labels, "le", "0.25"));
                samples.part("_bucket", count, with(labels, "le", "+Inf"));
                String gauge = type == MetricType.HISTOGRAM ? "" : "g";
                samples.part("_" + gauge + "sum", Math.abs(number(random)), labels);
                samples.part("_" + gauge + "count", count, labels);
            }
        }
    }

    private static String[] with(String[] labels, String name, String value) {
        String[] more = Arrays.copyOf(labels, labels.length + 2);
        more[labels.length] = name;
        more[labels.length + 1] = value;
        return more;
    }

    private static double number(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(1_000_000);
            case 1 -> random.nextInt(1_000_000) / 1000.0;
            case 2 -> random.nextGaussian();
            case 3 -> -random.nextInt(1_000);
            case 4 -> random.nextGaussian() * Math.pow(10, random.nextInt(600) - 300);
            default -> random.nextLong();
        };
    }

    private static String hostile(Random random) {
        return HOSTILE.get(random.nextInt(HOSTILE.size()));
    }

    private static List<FamilySamples> read(Registry registry, ExpositionFormat format)
            throws IOException, TextFormatException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Exposition(registry::sources).write(format, out);
        try {
            return new TextFormatParser()
                    .parse(
                            format == ExpositionFormat.TEXT ? TextFormat.PROMETHEUS : TextFormat.OPENMETRICS,
                            out.toByteArray());
        } catch (TextFormatException e) {
            throw new AssertionError(out.toString(StandardCharsets.UTF_8), e);
        }
    }

    private static Map<Labels, Reading> readings(Snapshot snapshot) {
        Map<Labels, Reading> readings = new TreeMap<>();
        SeriesLayout layout = snapshot.layout();
        for (int slot = 0; slot < layout.size(); slot++) {
            if (!snapshot.isAbsent(slot)) {
                OptionalLong time = snapshot.hasOwnTimestamp(slot)
                        ? OptionalLong.of(snapshot.timestampMillis(slot))
                        : OptionalLong.empty();
                readings.put(layout.series(slot), new Reading(Double.doubleToLongBits(snapshot.value(slot)), time));
            }
        }
        return readings;
    }

    private static Map<Labels, Reading> readings(List<FamilySamples> families) {
        Map<Labels, Reading> readings = new TreeMap<>();
        families.forEach(family -> family.samples()
                .forEach(sample -> readings.put(
                        sample.labels().with(Labels.METRIC_NAME, sample.name()),
                        new Reading(Double.doubleToLongBits(sample.value()), sample.timestampMillis()))));
        return readings;
    }

    private static Map<String, MetricType> types(Map<String, Family> families, ExpositionFormat format) {
        Map<String, MetricType> types = new TreeMap<>();
        families.values().forEach(family -> types.put(family.name(), family.type()));
        if (format == ExpositionFormat.TEXT) {
            types.replace("info_info", MetricType.GAUGE);
            types.replace("stateset", MetricType.GAUGE);
            types.remove("gaugehistogram");
            for (String part : List.of("_bucket", "_gsum", "_gcount")) {
                types.put("gaugehistogram" + part, MetricType.GAUGE);
            }
        }
        return types;
    }

    private static Map<String, MetricType> types(List<FamilySamples> families) {
        Map<String, MetricType> types = new TreeMap<>();
        families.forEach(
                family -> types.put(family.family().name(), family.family().type()));
        return types;
    }
}
