package dev.monitoring.prometheus.exposition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.MetricType;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.registry.CollectorHealth;
import dev.monitoring.core.registry.Registry;
import dev.monitoring.core.registry.SeriesLayout;
import dev.monitoring.core.registry.Snapshot;
import dev.monitoring.core.registry.Source;
import dev.monitoring.core.textformat.TextFormat;
import dev.monitoring.core.textformat.TextFormatException;
import dev.monitoring.core.textformat.TextFormatParser;
import dev.monitoring.core.textformat.TextFormatParser.FamilySamples;
import dev.monitoring.core.textformat.TextFormatParser.Sample;
import dev.monitoring.prometheus.testing.PrometheusProcess;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What real exporters said is shown again: each on its page as it was, and all of them together. */
class RecordedExportersTest {
    @TempDir
    Path folder;

    private final Registry registry = new Registry();
    private final Exposition exposition = new Exposition(registry::sources);
    private final Map<Source, List<FamilySamples>> recordings = new LinkedHashMap<>();

    @BeforeEach
    void publishRecordings() throws Exception {
        Path found = null;
        for (Path at = Path.of("").toAbsolutePath(); at != null && found == null; at = at.getParent()) {
            Path exporters = at.resolve("shared").resolve("exporters");
            found = Files.isDirectory(exporters) ? exporters : null;
        }
        assumeTrue(found != null, "no recorded exporters: a folder shared/exporters beside the repository");
        List<Path> files;
        try (Stream<Path> listed = Files.list(found)) {
            files = listed.filter(file -> file.toString().endsWith(".prom"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            List<FamilySamples> families =
                    new TextFormatParser().parse(TextFormat.PROMETHEUS, Files.readAllBytes(file));
            recordings.put(publish(file.getFileName().toString(), families), families);
        }
    }

    private Source publish(String instance, List<FamilySamples> families) {
        Target target = Target.of("recorded", instance);
        SeriesLayout.Builder layout = SeriesLayout.builder(target);
        List<Double> values = new ArrayList<>();
        for (FamilySamples family : families) {
            layout.family(family.family().family().orElseThrow());
            for (Sample sample : family.samples()) {
                layout.slot(sample.name(), sample.labels());
                values.add(sample.value());
            }
        }
        Snapshot snapshot = new Snapshot();
        snapshot.reset(layout.build(), 0);
        for (int slot = 0; slot < values.size(); slot++) {
            snapshot.set(slot, values.get(slot));
        }
        var feed = registry.add("recorded", target);
        feed.publish(snapshot, CollectorHealth.starting());
        return feed.source();
    }

    @Test
    void showsEachExporterAsItWas() throws Exception {
        for (Map.Entry<Source, List<FamilySamples>> recording : recordings.entrySet()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            exposition.write(recording.getKey(), ExpositionFormat.TEXT, out);

            List<FamilySamples> shown = new TextFormatParser().parse(TextFormat.PROMETHEUS, out.toByteArray());

            String where = recording.getKey().toString();
            assertEquals(types(recording.getValue()), types(shown), where);
            assertEquals(values(recording.getValue()), values(shown), where);
            assertFalse(shown.stream().anyMatch(f -> f.family().help().isEmpty()), where);
        }
    }

    @Test
    void showsEachExporterInOpenMetricsByAllOfItsRules() throws Exception {
        for (Map.Entry<Source, List<FamilySamples>> recording : recordings.entrySet()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            exposition.write(recording.getKey(), ExpositionFormat.OPENMETRICS, out);

            List<FamilySamples> shown = readOpenMetrics(recording.getKey().toString(), out);

            assertEquals(
                    values(recording.getValue()).size(),
                    values(shown).size(),
                    recording.getKey().toString());
        }
    }

    @Test
    void showsAllExportersTogether() throws Exception {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        ByteArrayOutputStream openMetrics = new ByteArrayOutputStream();
        exposition.write(ExpositionFormat.TEXT, text);
        exposition.write(ExpositionFormat.OPENMETRICS, openMetrics);

        Map<Labels, Long> expected = new TreeMap<>();
        recordings.forEach((source, families) -> values(families)
                .forEach((series, bits) -> expected.put(
                        series.with("job", "recorded")
                                .with("instance", source.target().instance()),
                        bits)));

        Map<Labels, Long> shown = values(new TextFormatParser().parse(TextFormat.PROMETHEUS, text.toByteArray()));
        assertEquals(expected.size(), shown.size());
        assertEquals(
                expected.size(), values(readOpenMetrics("all", openMetrics)).size());
    }

    @Test
    void leavesNothingToPromtoolButNames() throws Exception {
        for (Source source : recordings.keySet()) {
            Path page = folder.resolve("page");
            try (var out = Files.newOutputStream(page)) {
                exposition.write(source, ExpositionFormat.TEXT, out);
            }
            Path complaints = folder.resolve("complaints");
            new ProcessBuilder(PrometheusProcess.program("promtool").toString(), "check", "metrics")
                    .redirectInput(page.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(complaints.toFile())
                    .start()
                    .waitFor(30, TimeUnit.SECONDS);

            for (String complaint : Files.readAllLines(complaints)) {
                assertTrue(
                        complaint.matches(
                                ".*(\\b(suffix|base unit|abbreviated units|camelCase)|name should not include type).*"),
                        () -> source + ": " + complaint);
            }
        }
    }

    private static List<FamilySamples> readOpenMetrics(String where, ByteArrayOutputStream page) {
        try {
            return new TextFormatParser().parse(TextFormat.OPENMETRICS, page.toByteArray());
        } catch (TextFormatException e) {
            String line = page.toString(StandardCharsets.UTF_8)
                    .lines()
                    .skip(e.line() - 1L)
                    .findFirst()
                    .orElse("");
            throw new AssertionError(where + ": " + e.getMessage() + "\n" + line, e);
        }
    }

    /** The types of families that have samples; those without are not shown. */
    private static Map<String, MetricType> types(List<FamilySamples> families) {
        Map<String, MetricType> types = new TreeMap<>();
        for (FamilySamples family : families) {
            if (!family.samples().isEmpty()) {
                types.put(family.family().name(), family.family().type());
            }
        }
        return types;
    }

    private static Map<Labels, Long> values(List<FamilySamples> families) {
        Map<Labels, Long> values = new TreeMap<>();
        families.forEach(family -> family.samples()
                .forEach(sample -> values.put(
                        sample.labels().with(Labels.METRIC_NAME, sample.name()),
                        Double.doubleToLongBits(sample.value()))));
        return values;
    }
}
