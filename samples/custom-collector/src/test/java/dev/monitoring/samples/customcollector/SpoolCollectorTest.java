package dev.monitoring.samples.customcollector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Deadline;
import dev.monitoring.core.time.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolCollectorTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    private final ManualClock clock = ManualClock.at(NOW);

    @TempDir
    Path spool;

    @Test
    void countsFilesAndSaysHowLongTheOldestHasWaited() throws IOException {
        file("young", 10, Duration.ofSeconds(5));
        file("old", 20, Duration.ofMinutes(2));
        Files.createDirectory(spool.resolve("a directory"));
        Files.createSymbolicLink(spool.resolve("link"), spool.resolve("old"));

        assertEquals(
                Map.of("spool_files", 2.0, "spool_bytes", 30.0, "spool_oldest_file_age_seconds", 120.0),
                collect(100).values);
    }

    @Test
    void saysZeroOfAnEmptyDirectory() throws IOException {
        assertEquals(
                Map.of("spool_files", 0.0, "spool_bytes", 0.0, "spool_oldest_file_age_seconds", 0.0),
                collect(100).values);
    }

    @Test
    void doesNotTakeAFileFromTheFutureForAnOldOne() throws IOException {
        file("tomorrow", 1, Duration.ofDays(-1));

        assertEquals(0.0, collect(100).values.get("spool_oldest_file_age_seconds"));
    }

    @Test
    void stopsAtItsLimitAndSaysSo() throws IOException {
        for (int i = 0; i < 5; i++) {
            file("letter" + i, 1, Duration.ZERO);
        }

        Samples samples = collect(3);

        assertEquals(3.0, samples.values.get("spool_files"));
        assertTrue(samples.missing.get("files beyond the first 3").contains("raise max-files"));
    }

    @Test
    void failsWhereThereIsNoDirectory() {
        SpoolCollector collector = new SpoolCollector(spool.resolve("missing"), 100, clock);

        assertThrows(NoSuchFileException.class, () -> collector.collect(new Samples(), soon()));
    }

    private Samples collect(int maxFiles) throws IOException {
        Samples samples = new Samples();
        new SpoolCollector(spool, maxFiles, clock).collect(samples, soon());
        return samples;
    }

    private Deadline soon() {
        return Deadline.after(Duration.ofSeconds(1), clock);
    }

    private void file(String name, int bytes, Duration age) throws IOException {
        Path file = Files.write(spool.resolve(name), new byte[bytes]);
        Files.setLastModifiedTime(file, FileTime.from(NOW.minus(age)));
    }

    /** Keeps values by family; this collector emits neither labels nor histograms. */
    private static final class Samples implements MetricSink {
        private final Map<String, Double> values = new TreeMap<>();
        private final Map<String, String> missing = new TreeMap<>();

        @Override
        public long timestampMillis() {
            return NOW.toEpochMilli();
        }

        @Override
        public void add(Family family, Labels labels, double value) {
            assertEquals(Labels.EMPTY, labels);
            values.put(family.name(), value);
        }

        @Override
        public void add(Family family, Labels labels, double value, long timestampMillis) {
            throw new AssertionError("a time of its own");
        }

        @Override
        public void addHistogram(Family family, Labels labels, double[] bounds, double[] counts, double sum) {
            throw new AssertionError("a histogram");
        }

        @Override
        public void addSummary(
                Family family, Labels labels, double[] quantiles, double[] values, double sum, double count) {
            throw new AssertionError("a summary");
        }

        @Override
        public void addPart(Family family, String sampleName, Labels labels, double value) {
            throw new AssertionError("a part");
        }

        @Override
        public void addPart(Family family, String sampleName, Labels labels, double value, long timestampMillis) {
            throw new AssertionError("a part");
        }

        @Override
        public void missing(String part, Throwable reason) {
            missing.put(part, String.valueOf(reason.getMessage()));
        }
    }
}
