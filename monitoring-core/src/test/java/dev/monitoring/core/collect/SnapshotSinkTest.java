package dev.monitoring.core.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.registry.SeriesLayout;
import dev.monitoring.core.registry.Snapshot;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SnapshotSinkTest {
    private static final Target TARGET = Target.of("test", "host");
    private static final Family A = Family.gauge("a", "A.");
    private static final Family B = Family.counter("b", "B.");
    private static final Family HISTOGRAM = Family.histogram("h", "H.");
    private static final int LIMIT = 50;

    private final RunFaults faults = new RunFaults(Redactor.of(List.of()));
    private final SnapshotSink sink =
            new SnapshotSink(new SlotTable(TARGET, LIMIT, RunReport.plain(Optional.empty()), faults));
    private long tick;

    @Test
    void keepsTheSeriesOfAFamilyTogetherWhateverTheirOrder() {
        Snapshot snapshot = run(() -> {
            sink.add(A, label("1"), 1);
            sink.add(B, label("1"), 2);
            sink.add(A, label("2"), 3);
        });

        assertEquals(List.of("a{x=\"1\"}=1.0", "a{x=\"2\"}=3.0", "b{x=\"1\"}=2.0"), own(snapshot));
        assertEquals(
                "b{instance=\"host\", job=\"test\", x=\"1\"}",
                snapshot.layout().series(2).toString());
    }

    @Test
    void reportsTheRunAsPrometheusDoes() {
        Snapshot first = run(() -> {
            sink.add(A, label("1"), 1);
            sink.add(A, label("2"), 1);
        });
        assertEquals(Map.of("up", 1.0, "seconds", 0.25, "scraped", 2.0, "kept", 2.0, "added", 2.0), report(first));

        Snapshot second = run(() -> {
            sink.add(A, label("1"), 1);
            sink.add(A, label("1"), 1);
        });
        assertEquals(Map.of("up", 1.0, "seconds", 0.25, "scraped", 2.0, "kept", 1.0, "added", 0.0), report(second));
    }

    @Test
    void countsWhatIsLeftOutAsScraped() {
        Snapshot snapshot = run(() -> {
            sink.add(A, label("1"), 1);
            sink.leftOut(3);
        });

        assertEquals(Map.of("up", 1.0, "seconds", 0.25, "scraped", 4.0, "kept", 1.0, "added", 1.0), report(snapshot));
    }

    @Test
    void letsTheLabelsOfSeriesWinWhereTheyAreHonored() {
        SnapshotSink honoring = new SnapshotSink(
                new SlotTable(TARGET, LIMIT, RunReport.plain(Optional.empty()).honoring(true), faults));
        honoring.begin(1);
        honoring.addPart(A, "a", Labels.of("job", "own"), 1, 99);
        Snapshot snapshot = honoring.commit(0).snapshot();

        assertEquals(
                "a{instance=\"host\", job=\"own\"}", snapshot.layout().series(0).toString());
        assertEquals(99, snapshot.timestampMillis(0));
        assertEquals(
                "up{instance=\"host\", job=\"test\"}",
                snapshot.layout().series(1).toString());
    }

    @Test
    void keepsTheLayoutAsLongAsTheSeriesAreTheSame() {
        Runnable emission = () -> {
            sink.add(A, label("1"), tick);
            sink.addHistogram(HISTOGRAM, label("1"), new double[] {1, 2}, new double[] {tick, tick, tick}, 9);
            sink.add(B, label("1"), tick);
        };
        SeriesLayout layout = run(emission).layout();

        assertSame(layout, run(emission).layout());
        assertSame(layout, run(emission).layout());
    }

    @Test
    void keepsTheLayoutWhenTheOrderChanges() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < LIMIT; i++) {
            order.add(i);
        }
        SeriesLayout layout =
                run(() -> order.forEach(i -> sink.add(A, label("" + i), i))).layout();

        for (int run = 0; run < 50; run++) {
            Collections.shuffle(order, random);
            int left = random.nextInt(LIMIT / 2);
            Snapshot snapshot =
                    run(() -> order.subList(left, LIMIT).forEach(i -> sink.add(A, label("" + i), 1_000 * tick + i)));

            assertSame(layout, snapshot.layout(), "seed " + seed);
            for (int i = 0; i < LIMIT; i++) {
                if (order.indexOf(i) < left) {
                    assertTrue(snapshot.isAbsent(i), "seed " + seed);
                } else {
                    assertEquals(1_000 * tick + i, snapshot.value(i), "seed " + seed);
                }
            }
        }
    }

    @Test
    void keepsTheSlotOfASeriesThatComesAndGoes() {
        SeriesLayout layout = run(() -> emit("1", "2", "3")).layout();

        for (int i = 0; i < 5; i++) {
            Snapshot without = run(() -> emit("1", "3"));
            assertSame(layout, without.layout());
            assertTrue(without.isAbsent(1));
            assertSame(layout, run(() -> emit("1", "2", "3")).layout());
        }
    }

    @Test
    void dropsSlotsThatWereAbsentForLongWithTheNextNewSeries() {
        run(() -> emit("1", "2"));
        for (int i = 0; i < SlotTable.KEPT_RUNS; i++) {
            run(() -> emit("1"));
        }

        Snapshot snapshot = run(() -> emit("1", "3"));

        assertEquals(List.of("a{x=\"1\"}=1.0", "a{x=\"3\"}=1.0"), own(snapshot));
        assertEquals(7, snapshot.layout().size());
        assertEquals(
                List.of("a{x=\"1\"}=1.0", "a{x=\"3\"}=1.0", "a{x=\"2\"}=1.0"), own(run(() -> emit("1", "2", "3"))));
    }

    @Test
    void dropsSlotsThatWereAbsentForLongWhereTheyAreMany() {
        run(() -> {
            for (int i = 0; i < LIMIT; i++) {
                emit("" + i);
            }
        });

        SeriesLayout layout = null;
        for (int i = 0; i <= SlotTable.KEPT_RUNS; i++) {
            layout = run(() -> emit("0")).layout();
        }

        assertEquals(6, layout.size());
    }

    @Test
    void boundsTheSlotsOfATargetWhoseSeriesAreOthersOnEachRun() {
        for (int run = 0; run < 20; run++) {
            int from = run * LIMIT;
            Snapshot snapshot = run(() -> {
                for (int i = from; i < from + LIMIT; i++) {
                    emit("" + i);
                }
            });

            assertEquals(LIMIT, own(snapshot).size());
            assertTrue(
                    snapshot.layout().size() <= 2 * LIMIT + 5, snapshot.layout().size() + " slots");
        }
    }

    @Test
    void keepsTheFirstOfASeriesGivenTwice() {
        Snapshot snapshot = run(() -> {
            sink.add(A, label("1"), 1);
            sink.add(A, label("1"), 2);
        });

        assertEquals(List.of("a{x=\"1\"}=1.0"), own(snapshot));
        assertEquals(
                "1 samples of series given before were not kept, the first of a{x=\"1\"}; a series may be given once a run",
                faults.summary("fake", LIMIT));
    }

    @Test
    void keepsTheFirstTypeOfAFamilyGivenWithTwo() {
        Snapshot snapshot = run(() -> {
            sink.add(A, label("1"), 1);
            sink.add(Family.counter("a", "Other."), label("2"), 2);
        });

        assertEquals(List.of("a{x=\"1\"}=1.0"), own(snapshot));
        assertTrue(faults.summary("fake", LIMIT).contains("a is a gauge and a counter"));
    }

    @Test
    void aFamilyMayHaveAnotherTypeInAnotherRun() {
        Family counter = Family.counter("a", "Other.");
        run(() -> emit("1", "2"));

        Snapshot changed = run(() -> sink.add(counter, label("1"), 5));
        assertEquals(List.of("a{x=\"1\"}=5.0"), own(changed));
        assertEquals(counter, changed.family(0));
        assertNull(faults.summary("fake", LIMIT));

        sink.begin(3);
        emit("1");
        sink.abort(false);
        assertEquals(List.of("a{x=\"1\"}=6.0"), own(run(() -> sink.add(counter, label("1"), 6))));
        assertEquals(List.of("a{x=\"1\"}=1.0", "a{x=\"2\"}=1.0"), own(run(() -> emit("1", "2"))));
    }

    @Test
    void keepsNoMoreSamplesThanTheLimitAndTheSameOnEachRun() {
        Runnable flood = () -> {
            for (int i = 0; i < 100_000; i++) {
                sink.add(A, label("" + i), 1);
            }
        };
        Snapshot first = run(flood);

        assertEquals(LIMIT, own(first).size());
        assertTrue(faults.summary("fake", LIMIT).startsWith("99950 samples beyond the limit of 50"));
        assertSame(first.layout(), run(flood).layout());
        assertEquals(100_000.0, report(first).get("scraped"));
    }

    @Test
    void keepsNoSeriesWithIllegalOrEndlessLabels() {
        Snapshot snapshot = run(() -> {
            sink.add(A, Labels.of("bad-name", "1"), 1);
            sink.add(A, Labels.of("__reserved", "1"), 1);
            sink.add(A, label("v".repeat(SeriesRules.MAX_VALUE_LENGTH + 1)), 1);
            sink.addPart(A, "other", label("1"), 1);
            sink.add(A, label("v".repeat(SeriesRules.MAX_VALUE_LENGTH)), 1);
        });

        assertEquals(1, own(snapshot).size());
        assertEquals(4, faults.illegalInAll());
        assertTrue(faults.summary("fake", LIMIT)
                .contains("4 samples were not kept, the first because \"a\" has a label named"));
    }

    @Test
    void boundsTheTextOfAllLabelsTogether() {
        RunFaults others = new RunFaults(Redactor.of(List.of()));
        SnapshotSink wide =
                new SnapshotSink(new SlotTable(TARGET, 1_000_000, RunReport.plain(Optional.empty()), others));
        String value = "v".repeat(1_000);
        wide.begin(1);
        for (int i = 0; i < 10_000; i++) {
            wide.add(A, Labels.of("x", value + i), 1);
        }
        int kept = wide.commit(1).kept();

        assertTrue(kept > 3_900 && kept < 4_000, kept + " kept");
        assertTrue(others.summary("fake", LIMIT).contains("beyond 4000000 characters"));
    }

    @Test
    void aSeriesOfTheReportIsTheSchedulersAlone() {
        Snapshot snapshot = run(() -> {
            sink.add(Family.gauge("up", "Mine."), Labels.EMPTY, 0);
            sink.add(Family.gauge("up", "Another's."), label("1"), 0);
            sink.add(Family.counter("scrape_duration_seconds", "Mine."), label("1"), 0);
        });

        assertEquals(1.0, report(snapshot).get("up"));
        assertEquals(List.of("up{x=\"1\"}=0.0"), own(snapshot));
        assertEquals(5, snapshot.layout().families().size());
    }

    @Test
    void writesHistogramsAndSummariesAsTheirSamples() {
        Snapshot snapshot = run(() -> {
            double[] bounds = {2.5e-7, 0.005, 1, 1e6};
            sink.addHistogram(HISTOGRAM, label("1"), bounds, new double[] {1, 2, 3, 4, 5}, 6);
            sink.addSummary(Family.summary("s", "S."), Labels.EMPTY, new double[] {0.5}, new double[] {7}, 8, 9);
        });

        assertEquals(
                List.of(
                        "h_bucket{le=\"2.5e-07\", x=\"1\"}=1.0",
                        "h_bucket{le=\"0.005\", x=\"1\"}=2.0",
                        "h_bucket{le=\"1\", x=\"1\"}=3.0",
                        "h_bucket{le=\"1e+06\", x=\"1\"}=4.0",
                        "h_bucket{le=\"+Inf\", x=\"1\"}=5.0",
                        "h_sum{x=\"1\"}=6.0",
                        "h_count{x=\"1\"}=5.0",
                        "s{quantile=\"0.5\"}=7.0",
                        "s_sum{}=8.0",
                        "s_count{}=9.0"),
                own(snapshot));
    }

    @Test
    void followsAHistogramWhoseBoundsChange() {
        run(() -> sink.addHistogram(HISTOGRAM, label("1"), new double[] {1}, new double[] {1, 2}, 3));

        Snapshot snapshot =
                run(() -> sink.addHistogram(HISTOGRAM, label("1"), new double[] {5}, new double[] {4, 5}, 6));

        assertEquals(
                List.of(
                        "h_bucket{le=\"+Inf\", x=\"1\"}=5.0",
                        "h_sum{x=\"1\"}=6.0",
                        "h_count{x=\"1\"}=5.0",
                        "h_bucket{le=\"5\", x=\"1\"}=4.0"),
                own(snapshot));
    }

    @Test
    void takesAHistogramWholeOrNotAtAll() {
        Snapshot snapshot = run(() -> {
            for (int i = 0; i < LIMIT - 3; i++) {
                emit("" + i);
            }
            sink.addHistogram(HISTOGRAM, label("1"), new double[] {1}, new double[] {1, 2}, 3);
        });

        assertEquals(LIMIT - 3, own(snapshot).size());
    }

    @Test
    void refusesHistogramsThatAreNone() {
        sink.begin(1);

        assertThrows(
                IllegalArgumentException.class,
                () -> sink.addHistogram(HISTOGRAM, Labels.EMPTY, new double[] {1}, new double[] {1}, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> sink.addHistogram(HISTOGRAM, Labels.EMPTY, new double[] {2, 1}, new double[3], 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> sink.addHistogram(A, Labels.EMPTY, new double[] {1}, new double[2], 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> sink.addSummary(HISTOGRAM, Labels.EMPTY, new double[0], new double[0], 1, 1));
    }

    @Test
    void keepsTheTimeThatASampleBrings() {
        Snapshot snapshot = run(() -> sink.add(A, label("1"), 1, 4_711));

        assertEquals(4_711, snapshot.timestampMillis(0));
        assertTrue(snapshot.hasOwnTimestamp(0));
    }

    @Test
    void forgetsTheSeriesOfAFailedRun() {
        SeriesLayout layout = run(() -> emit("1")).layout();

        sink.begin(2);
        emit("1", "2", "3");
        sink.addHistogram(HISTOGRAM, label("1"), new double[] {1}, new double[] {1, 2}, 3);
        sink.abort(false);

        assertSame(layout, run(() -> emit("1")).layout());
        assertEquals(List.of("a{x=\"1\"}=1.0", "a{x=\"2\"}=1.0"), own(run(() -> emit("1", "2"))));
    }

    @Test
    void beginsAnewAfterTheVirtualMachineFailed() {
        SeriesLayout layout = run(() -> emit("1")).layout();

        sink.begin(2);
        emit("1", "2");
        sink.abort(true);

        Snapshot snapshot = run(() -> emit("1"));
        assertNotSame(layout, snapshot.layout());
        assertEquals(List.of("a{x=\"1\"}=1.0"), own(snapshot));
    }

    @Test
    void refusesSamplesOutsideOfARun() {
        run(() -> emit("1"));
        assertThrows(IllegalStateException.class, () -> emit("1"));

        sink.begin(1);
        sink.shut();
        assertThrows(IllegalStateException.class, () -> emit("1"));
    }

    @Test
    void namesThePartsThatAreMissing() {
        run(() -> {
            emit("1");
            for (int i = 0; i < 7; i++) {
                sink.missing("part " + i, new IOException("http://me:secret@host/ said no"));
            }
        });

        String summary = faults.summary("fake", LIMIT);
        assertTrue(summary.startsWith("part 0: http://***@host/ said no; part 1: "), summary);
        assertTrue(summary.endsWith("2 more parts could not be read"), summary);

        run(() -> emit("1"));
        assertNull(faults.summary("fake", LIMIT));
    }

    @Test
    void givesASecondCollectorOfATargetAReportOfItsOwn() {
        SnapshotSink second = new SnapshotSink(new SlotTable(
                TARGET, LIMIT, RunReport.apart("jvm", Optional.empty()), new RunFaults(Redactor.of(List.of()))));
        second.begin(1);
        second.add(A, Labels.EMPTY, 1);
        SeriesLayout layout = second.commit(1).snapshot().layout();

        assertEquals(
                "up{collector=\"jvm\", instance=\"host\", job=\"test\"}",
                layout.series(1).toString());
    }

    @Test
    void aRunLikeTheOneBeforeAllocatesNothing() {
        SnapshotSink large = new SnapshotSink(new SlotTable(TARGET, 10_000, RunReport.plain(Optional.empty()), faults));
        Labels[] labels = new Labels[1_000];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = label("" + i);
        }
        double[] bounds = {1, 2, 3};
        double[] counts = {1, 2, 3, 4};
        Runnable emission = () -> {
            large.begin(++tick);
            for (Labels each : labels) {
                large.add(A, each, tick);
                large.add(B, each, tick);
                large.addHistogram(HISTOGRAM, each, bounds, counts, 1);
            }
            large.commit(1);
        };
        for (int i = 0; i < 200; i++) {
            emission.run();
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10; i++) {
            emission.run();
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertTrue(allocated < 2_000, allocated + " bytes in 10 runs of 8,000 samples");
    }

    @Test
    void bringsValuesOverWhenALayoutIsMade() {
        run(() -> emit("1", "2"));

        Snapshot snapshot = run(() -> {
            sink.add(A, label("2"), 22, 4_711);
            sink.add(B, label("1"), 33);
        });

        assertEquals(List.of("a{x=\"2\"}=22.0", "b{x=\"1\"}=33.0"), own(snapshot));
        assertTrue(snapshot.isAbsent(0));
        assertEquals(4_711, snapshot.timestampMillis(1));
        assertFalse(snapshot.hasOwnTimestamp(2));
    }

    private Snapshot run(Runnable emission) {
        tick++;
        sink.begin(tick * 5_000);
        emission.run();
        return sink.commit(0.25).snapshot();
    }

    private void emit(String... values) {
        for (String value : values) {
            sink.add(A, label(value), 1);
        }
    }

    private static Labels label(String value) {
        return Labels.of("x", value);
    }

    /** The target's own samples as text. */
    private static List<String> own(Snapshot snapshot) {
        List<String> samples = new ArrayList<>();
        SeriesLayout layout = snapshot.layout();
        for (int slot = 0; slot < layout.size(); slot++) {
            boolean reported = layout.labels(slot).isEmpty() && RunReport.COMMON.contains(snapshot.family(slot));
            if (!snapshot.isAbsent(slot) && !reported) {
                samples.add(layout.sampleName(slot) + layout.labels(slot) + "=" + snapshot.value(slot));
            }
        }
        return samples;
    }

    private static Map<String, Double> report(Snapshot snapshot) {
        Map<String, String> names = Map.of(
                "up", "up",
                "scrape_duration_seconds", "seconds",
                "scrape_samples_scraped", "scraped",
                "scrape_samples_post_metric_relabeling", "kept",
                "scrape_series_added", "added");
        Map<String, Double> report = new TreeMap<>();
        SeriesLayout layout = snapshot.layout();
        for (int slot = 0; slot < layout.size(); slot++) {
            String name = names.get(layout.sampleName(slot));
            if (name != null && layout.labels(slot).isEmpty() && !snapshot.isAbsent(slot)) {
                report.put(name, snapshot.value(slot));
            }
        }
        return report;
    }
}
