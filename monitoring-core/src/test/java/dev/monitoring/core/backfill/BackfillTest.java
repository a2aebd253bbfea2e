package dev.monitoring.core.backfill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.backfill.BackfillLoss.Reason;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.series.SampleBuffer;
import dev.monitoring.core.series.Series;
import dev.monitoring.core.store.RingBufferStore;
import dev.monitoring.core.store.StoreConfig;
import dev.monitoring.core.time.ManualClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackfillTest {
    private static final long NOW = 1_750_003_600_000L;
    private static final long NOW_SECONDS = NOW / 1000;

    @TempDir
    Path folder;

    private final List<BackfillProgress> told = new ArrayList<>();
    private RingBufferStore store = RingBufferStore.create(config().build(), ManualClock.atEpochMillis(NOW));

    @AfterEach
    void close() {
        store.close();
    }

    private static StoreConfig.Builder config() {
        return StoreConfig.builder().retention(Duration.ofHours(1));
    }

    private void use(StoreConfig config) {
        store.close();
        store = RingBufferStore.create(config, ManualClock.atEpochMillis(NOW));
    }

    private BackfillReport load(OpenMetricsText text) throws IOException, BackfillException {
        return new Backfill(store, store::statistics, Duration.ofHours(1), ManualClock.atEpochMillis(NOW))
                .load(text, told::add);
    }

    private BackfillReport load(String... lines) throws IOException, BackfillException {
        return load(text(lines));
    }

    private static OpenMetricsText text(String... lines) {
        String text = String.join("\n", lines) + "\n# EOF\n";
        return OpenMetricsText.stream("data.om", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private SampleBuffer samples(String name, String... labels) {
        Labels wanted = Labels.of("__name__", name).withAll(Labels.of(labels));
        SampleBuffer samples = new SampleBuffer();
        for (Series series : store.select(List.of(), Long.MIN_VALUE, Long.MAX_VALUE)) {
            if (series.labels().equals(wanted)) {
                series.read(Long.MIN_VALUE, Long.MAX_VALUE, samples);
            }
        }
        return samples;
    }

    @Test
    void loadsSeriesOneAfterTheOtherEachWithAllItsTimes() throws Exception {
        BackfillReport report = load(
                "# HELP latency_seconds How long.",
                "# TYPE latency_seconds histogram",
                "latency_seconds_bucket{le=\"1.0\"} 2 " + (NOW_SECONDS - 10),
                "latency_seconds_bucket{le=\"1.0\"} 3 " + NOW_SECONDS + ".5",
                "latency_seconds_bucket{le=\"+Inf\"} 4 " + (NOW_SECONDS - 10),
                "up -1.5e3 " + NOW_SECONDS);

        assertEquals(new BackfillReport(4, 4, 3, NOW - 10_000, NOW + 500, List.of()), report);
        SampleBuffer bucket = samples("latency_seconds_bucket", "le", "1.0");
        assertEquals(2, bucket.size());
        assertEquals(NOW + 500, bucket.timestamps()[1]);
        assertEquals(3, bucket.values()[1]);
        assertEquals(-1500, samples("up").values()[0]);
    }

    @Test
    void loadsSeriesThatAreInterleaved() throws Exception {
        BackfillReport report = load(
                "# TYPE a counter",
                "a_total 1 " + (NOW_SECONDS - 10),
                "b{x=\"1\"} 2 " + (NOW_SECONDS - 10),
                "a_total 3 " + NOW_SECONDS,
                "b{x=\"1\"} 4 " + NOW_SECONDS);

        assertEquals(4, report.loaded());
        assertEquals(2, report.series());
        assertEquals(2, samples("a_total").size());
        assertEquals(2, samples("b", "x", "1").size());
    }

    @Test
    void keepsWhatTheTextSaysOfFamilies() throws Exception {
        Backfill backfill = new Backfill(store, store::statistics, Duration.ofHours(1), ManualClock.atEpochMillis(NOW));

        backfill.load(
                text(
                        "# HELP requests How many.",
                        "# TYPE requests counter",
                        "requests_total 1 " + NOW_SECONDS,
                        "nothing_said 1 " + NOW_SECONDS),
                told::add);

        assertEquals(List.of(Family.counter("requests_total", "How many.")), backfill.families());
    }

    @Test
    void countsWhatTheHistoryDoesNotTakeAndSaysWhatToDo() throws Exception {
        BackfillReport report = load(
                "x 1 " + (NOW_SECONDS - 90_000),
                "x 1 " + (NOW_SECONDS - 7_200),
                "x 2 " + (NOW_SECONDS - 10),
                "x 3 " + (NOW_SECONDS - 20),
                "x 4 " + (NOW_SECONDS - 10),
                "x 5 " + (NOW_SECONDS + 86_400),
                "y_total 5 " + NOW_SECONDS + " # {trace_id=\"1\"} 5");

        assertEquals(7, report.samples());
        assertEquals(2, report.loaded());
        assertEquals(
                List.of(Reason.TOO_OLD, Reason.TOO_NEW, Reason.OUT_OF_ORDER, Reason.DUPLICATE_TIME, Reason.EXEMPLAR),
                report.losses().stream().map(BackfillLoss::reason).toList());
        assertEquals(
                "2 samples are older than the 1h that are kept; the first is data.om:1 (x{} at"
                        + " 2025-06-14T15:06:40Z); raise monitoring.history.retention to at least 1d3h",
                report.losses().get(0).message());
        assertEquals(
                "1 samples are older than one that their series has already; the first is data.om:4 (x{} at"
                        + " 2025-06-15T16:06:20Z); order the samples of each series by time, and load them before newer"
                        + " ones",
                report.losses().get(2).message());
        assertEquals(
                report.samples() - report.loaded(),
                report.losses().stream()
                        .filter(loss -> loss.reason() != Reason.EXEMPLAR)
                        .mapToLong(BackfillLoss::count)
                        .sum());
    }

    @Test
    void countsSamplesOfSeriesThatAreTooMany() throws Exception {
        use(config().maxSeriesPerFamily(10).build());
        String[] lines = new String[30];
        Arrays.setAll(lines, i -> "x{i=\"" + i % 15 + "\"} 1 " + (NOW_SECONDS - 100 + i));

        BackfillReport report = load(lines);

        assertEquals(10, report.series());
        assertEquals(20, report.loaded());
        assertEquals(Reason.REFUSED_SERIES, report.losses().get(0).reason());
        assertEquals(10, report.losses().get(0).count());
        assertTrue(report.losses().get(0).message().contains("max-series-per-family"));
    }

    @Test
    void saysWhenSamplesWereDroppedAgainForLackOfMemory() throws Exception {
        use(config().maxBytes(1 << 20).build());

        BackfillReport report = load(OpenMetricsText.stream("big", new Lines(100, 3_000)));

        assertEquals(300_000, report.loaded());
        assertEquals(
                List.of(Reason.NO_ROOM),
                report.losses().stream().map(BackfillLoss::reason).toList());
        assertTrue(report.losses().get(0).message().contains("raise monitoring.history.max-memory"));
    }

    @Test
    void loadingAgainChangesNothing() throws Exception {
        String line = "x 1 " + NOW_SECONDS;
        load(line);

        assertEquals(new BackfillReport(1, 1, 1, NOW, NOW, List.of()), load(line));
        assertEquals(1, samples("x").size());
    }

    @Test
    void namesFileLineAndColumnOfAFault() {
        assertEquals(
                "data.om:2:13: found \"behind\" behind the sample; the line ends there, without a space",
                fault("x 1 " + NOW_SECONDS, "x 2 " + "1750003 behind"));
        assertEquals(
                "data.om:2:4: the sample has no time; in a file of past samples each ends with one, in seconds since 1970",
                fault("x 1 " + NOW_SECONDS, "x 2"));
        assertEquals(1, samples("x").size(), "what stood before the fault is loaded");
    }

    @Test
    void saysThatAPartMayBeMissing() {
        BackfillException fault = assertThrows(
                BackfillException.class,
                () -> load(OpenMetricsText.stream(
                        "data.om", new ByteArrayInputStream("x 1 5\n".getBytes(StandardCharsets.UTF_8)))));

        assertEquals("data.om:1:1: the text ends without # EOF, so a part of it may be missing", fault.getMessage());
    }

    private String fault(String... lines) {
        return assertThrows(BackfillException.class, () -> load(lines)).getMessage();
    }

    @Test
    void readsAFileTwiceAndTellsHowFarItIs() throws Exception {
        Path file = folder.resolve("data.om");
        Files.write(file, new Lines(20, 1_000).readAllBytes());
        OpenMetricsText text = OpenMetricsText.file(file);

        TextSurvey survey = text.survey(told::add);
        BackfillReport report = load(text);

        assertEquals(new TextSurvey(20_000, NOW - 999_000, NOW), survey);
        assertEquals(20_000, report.loaded());
        assertEquals(file.toString(), text.name());
        BackfillProgress first = told.get(0);
        assertEquals(OptionalLong.of(Files.size(file)), first.totalBytes());
        assertTrue(first.ratio() > 0.3 && first.ratio() < 0.6, first.toString());
        assertEquals(1, told.get(told.size() - 1).ratio());
    }

    @Test
    void loadsAMillionSamplesFromAStream() throws Exception {
        BackfillReport report = load(OpenMetricsText.stream("big", new Lines(1_000, 1_000)));

        assertEquals(new BackfillReport(1_000_000, 1_000_000, 1_000, NOW - 999_000, NOW, List.of()), report);
        assertEquals(1_000_000, store.statistics().samples());
    }

    @Test
    void letsOtherWritersInBetween() throws Exception {
        List<Appender.Outcome> others = new ArrayList<>();

        new Backfill(store, store::statistics, Duration.ofHours(1), ManualClock.atEpochMillis(NOW))
                .load(OpenMetricsText.stream("big", new Lines(20, 1_000)), progress -> {
                    try (Appender other = store.append()) {
                        others.add(other.append(
                                other.resolve(Labels.of("__name__", "other")),
                                NOW - 10_000 + others.size(),
                                others.size()));
                    }
                });

        assertTrue(others.size() > 1);
        assertFalse(others.stream().anyMatch(outcome -> outcome != Appender.Outcome.ACCEPTED));
    }

    @Test
    void stopsWhereItsThreadIsInterrupted() {
        InterruptedIOException stop = assertThrows(
                InterruptedIOException.class,
                () -> new Backfill(store, store::statistics, Duration.ofHours(1), ManualClock.atEpochMillis(NOW))
                        .load(
                                OpenMetricsText.stream("big", new Lines(100, 1_000)),
                                progress -> Thread.currentThread().interrupt()));

        assertTrue(Thread.interrupted());
        assertEquals("the reading thread was interrupted", stop.getMessage());
    }

    /** A text made as it is read: series one after the other, a sample each second, the newest of now. */
    private static final class Lines extends InputStream {
        private final int series;
        private final int samples;
        private int next;
        private byte[] line = new byte[0];
        private int at;

        Lines(int series, int samples) {
            this.series = series;
            this.samples = samples;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (at == line.length && !makeLine()) {
                return -1;
            }
            int given = Math.min(length, line.length - at);
            System.arraycopy(line, at, buffer, offset, given);
            at += given;
            return given;
        }

        private boolean makeLine() {
            if (next > series * samples) {
                return false;
            }
            int sample = next % samples;
            // Values as of a sensor: they do not compress to nothing.
            String text = next == series * samples
                    ? "# EOF\n"
                    : "temperature_celsius{sensor=\"" + next / samples + "\"} " + Math.sin(next) * 40 + " "
                            + (NOW_SECONDS - samples + 1 + sample) + "\n";
            line = text.getBytes(StandardCharsets.US_ASCII);
            at = 0;
            next++;
            return true;
        }
    }
}
