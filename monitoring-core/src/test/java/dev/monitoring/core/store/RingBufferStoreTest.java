package dev.monitoring.core.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.model.StaleMarker;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.series.Appender.Outcome;
import dev.monitoring.core.series.Cardinality;
import dev.monitoring.core.series.SampleBuffer;
import dev.monitoring.core.series.Series;
import dev.monitoring.core.series.StoreStatistics;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RingBufferStoreTest {
    private static final long START = 1_750_000_200_000L;
    private static final Labels UP = Labels.of("__name__", "up", "job", "node");

    @RegisterExtension
    final StoreInvariants stores = new StoreInvariants();

    private final ManualClock clock = ManualClock.atEpochMillis(START);
    private final RingBufferStore store = stores.create(StoreConfig.builder().build(), clock);
    private final SampleBuffer buffer = new SampleBuffer();

    @Test
    void givesBackWhatWasAppendedAfterWrappingAroundManyTimes() {
        for (int i = 0; i < 30_000; i++) {
            assertEquals(Outcome.ACCEPTED, append(UP, clock.epochMillis(), i * 0.25));
            clock.advance(Duration.ofSeconds(5));
        }

        long oldest = clock.epochMillis() - Duration.ofMinutes(60).toMillis();
        only().read(oldest, Long.MAX_VALUE, buffer);
        assertEquals(720, buffer.size());
        for (int i = 0; i < 720; i++) {
            assertEquals(oldest + i * 5000L, buffer.timestamps()[i]);
            assertEquals((30_000 - 720 + i) * 0.25, buffer.values()[i]);
        }
    }

    @Test
    void cutsReadsAtBothEndsOfTheRange() {
        for (int i = 0; i < 500; i++) {
            append(UP, START + i * 1000L, i);
        }

        only().read(START + 100_500, START + 300_000, buffer);

        assertEquals(200, buffer.size());
        assertEquals(START + 101_000, buffer.timestamps()[0]);
        assertEquals(300, buffer.values()[199]);
    }

    @Test
    void readsNothingFromARangeBetweenTwoSamples() {
        append(UP, START, 1);
        append(UP, START + 5_000, 2);

        only().read(START + 1, START + 4_999, buffer);

        assertEquals(0, buffer.size());
    }

    @Test
    void keepsStaleMarkersOtherNansAndMinusZeroToTheBit() {
        double[] values = {1, Double.NaN, StaleMarker.VALUE, Double.longBitsToDouble(0x7ff8_0000_0000_1234L), -0.0};
        for (int i = 0; i < 600; i++) {
            append(UP, START + i * 1000L, values[i % values.length]);
        }

        only().read(START, Long.MAX_VALUE, buffer);

        for (int i = 0; i < 600; i++) {
            assertEquals(
                    Double.doubleToRawLongBits(values[i % values.length]),
                    Double.doubleToRawLongBits(buffer.values()[i]));
        }
    }

    @Test
    void saysWhatBecomesOfSamplesByTheirTime() {
        append(UP, START, 1);

        assertEquals(Outcome.ACCEPTED, append(UP, START, 1));
        assertEquals(Outcome.DUPLICATE_TIME, append(UP, START, 2));
        assertEquals(Outcome.DUPLICATE_TIME, append(UP, START, StaleMarker.VALUE));
        assertEquals(Outcome.OUT_OF_ORDER, append(UP, START - 1, 1));
        assertEquals(Outcome.TOO_OLD, append(UP, START - Duration.ofMinutes(60).toMillis() - 1, 1));
        assertEquals(Outcome.TOO_NEW, append(UP, START + Duration.ofMinutes(10).toMillis() + 1, 1));
        assertEquals(Outcome.ACCEPTED, append(UP, START + Duration.ofMinutes(10).toMillis(), 1));
        only().read(0, Long.MAX_VALUE, buffer);
        assertEquals(2, buffer.size());
    }

    @Test
    void countsOutcomes() {
        append(UP, START, 1);
        append(UP, START, 1);
        append(UP, START, 2);
        append(UP, START - 1, 1);

        StoreStatistics statistics = store.statistics();

        assertEquals(2, statistics.outcomesTotal().get(Outcome.ACCEPTED));
        assertEquals(1, statistics.outcomesTotal().get(Outcome.DUPLICATE_TIME));
        assertEquals(1, statistics.outcomesTotal().get(Outcome.OUT_OF_ORDER));
        assertEquals(1, statistics.samples());
        assertEquals(1, statistics.series());
        assertEquals(START, statistics.oldestMillis());
        assertEquals(START, statistics.newestMillis());
    }

    @Test
    void checksWithoutStoring() {
        try (Appender batch = store.append()) {
            long reference = batch.resolve(UP);

            assertEquals(Outcome.ACCEPTED, batch.check(reference, START, 1));
            assertEquals(Outcome.UNKNOWN_SERIES, batch.check(Appender.REFUSED, START, 1));
            assertEquals(Outcome.UNKNOWN_SERIES, batch.check(reference + 1, START, 1));
            assertEquals(Outcome.UNKNOWN_SERIES, batch.check(Long.MAX_VALUE, START, 1));
        }

        assertEquals(0, store.statistics().samples());
    }

    @Test
    void showsASeriesOnceItsBatchIsClosed() {
        Appender batch = store.append();
        batch.append(batch.resolve(UP), START, 1);
        assertTrue(store.select(List.of(), 0, Long.MAX_VALUE).isEmpty());

        batch.close();

        assertEquals(1, store.select(List.of(), 0, Long.MAX_VALUE).size());
    }

    @Test
    void resolvesTheSameSeriesToTheSameReference() {
        try (Appender batch = store.append()) {
            long reference = batch.resolve(UP);

            assertEquals(reference, batch.resolve(Labels.of("job", "node", "__name__", "up")));
            assertNotEquals(reference, batch.resolve(Labels.of("__name__", "up")));
        }
    }

    @Test
    void selectsInTheOrderOfLabelsWhileSeriesComeAndGo() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);

        for (int round = 0; round < 30; round++) {
            try (Appender batch = store.append()) {
                for (int i = 0; i < random.nextInt(80); i++) {
                    long reference = batch.resolve(Labels.of("__name__", "m", "id", "" + random.nextInt(500)));
                    batch.append(reference, clock.epochMillis(), i);
                }
            }
            clock.advance(Duration.ofMinutes(10));

            List<Labels> selected = labels(store.select(List.of(), 0, Long.MAX_VALUE));

            List<Labels> sorted = new ArrayList<>(selected);
            Collections.sort(sorted);
            assertEquals(sorted, selected, "seed " + seed);
        }
    }

    @Test
    void leavesOutSeriesWithoutSamplesInTheRange() {
        append(UP, START, 1);
        append(UP, START + 60_000, 1);

        assertEquals(0, store.select(List.of(), START + 60_001, Long.MAX_VALUE).size());
        assertEquals(0, store.select(List.of(), 0, START - 1).size());
        assertEquals(1, store.select(List.of(), 0, START).size());
        assertEquals(1, store.select(List.of(), START + 60_000, START + 70_000).size());
    }

    @Test
    void listsNamesAndValuesOfSelectedSeries() {
        append(UP, START, 1);
        append(Labels.of("__name__", "up", "job", "redis", "zone", "a"), START, 1);
        append(Labels.of("__name__", "down", "job", "mail"), START, 1);

        List<Matcher> up = List.of(Matcher.equal("__name__", "up"));
        assertEquals(List.of("__name__", "job", "zone"), store.labelNames(up, 0, START));
        assertEquals(List.of("node", "redis"), store.labelValues("job", up, 0, START));
        assertEquals(List.of("mail", "node", "redis"), store.labelValues("job", List.of(), 0, START));
        assertEquals(List.of(), store.labelValues("none", List.of(), 0, START));
        assertEquals(List.of(), store.labelNames(up, START + 1, START + 2));
    }

    @Test
    void sharesTheTextsOfLabels() {
        append(Labels.of("__name__", new String("up"), "job", new String("node")), START, 1);
        append(Labels.of("__name__", new String("up"), "job", new String("redis")), START, 1);

        List<Labels> all = labels(store.select(List.of(), 0, START));

        assertSame(all.get(0).metricName(), all.get(1).metricName());
        assertSame(all.get(0).name(0), all.get(1).name(0));
    }

    @Test
    void continuesOnTheGridAfterTimesOffIt() {
        long now = START;
        Random random = new Random(5);
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            now += i / 250 % 2 == 0 ? 1_000 : 900 + random.nextInt(100);
            times.add(now);
            clock.advance(Duration.ofSeconds(1));
            assertEquals(Outcome.ACCEPTED, append(UP, now, i));
        }

        only().read(0, Long.MAX_VALUE, buffer);

        assertArrayEquals(
                times.stream().mapToLong(Long::longValue).toArray(), Arrays.copyOf(buffer.timestamps(), buffer.size()));
    }

    @Test
    void refusesASecondBatchOfTheSameThread() {
        try (Appender batch = store.append()) {
            assertThrows(IllegalStateException.class, store::append);
            assertTrue(batch.resolve(UP) >= 0);
        }
    }

    @Test
    void refusesToWorkAfterTheBatchIsClosed() {
        Appender batch = store.append();
        long reference = batch.resolve(UP);
        batch.close();
        batch.close();

        assertThrows(IllegalStateException.class, () -> batch.append(reference, START, 1));
        assertThrows(IllegalStateException.class, () -> batch.resolve(UP));
    }

    @Test
    void forgetsEverythingWhenClosed() {
        append(UP, START, 1);
        Series held = only();
        long reference;
        try (Appender batch = store.append()) {
            reference = batch.resolve(UP);
        }

        store.close();

        held.read(0, Long.MAX_VALUE, buffer);
        assertEquals(0, buffer.size());
        assertEquals(List.of(), store.select(List.of(), 0, Long.MAX_VALUE));
        try (Appender batch = store.append()) {
            assertEquals(Outcome.UNKNOWN_SERIES, batch.append(reference, START + 1, 1));
            assertEquals(Appender.REFUSED, batch.resolve(UP));
        }
    }

    @Test
    void countsWhereSeriesComeFrom() {
        for (int i = 0; i < 5; i++) {
            append(Labels.of("__name__", "up", "id", "" + i), START, 1);
        }
        append(Labels.of("__name__", "down", "id", "1"), START, 1);

        Cardinality cardinality = store.cardinality(2);

        assertEquals(2, cardinality.labelNames());
        assertEquals(7, cardinality.labelPairs());
        assertEquals(
                List.of(new Cardinality.Count("up", 5), new Cardinality.Count("down", 1)),
                cardinality.seriesByMetricName());
        assertEquals(
                List.of(new Cardinality.Count("id", 5), new Cardinality.Count("__name__", 2)),
                cardinality.valuesByLabelName());
        assertEquals(
                List.of(new Cardinality.Count("__name__=up", 5), new Cardinality.Count("id=1", 2)),
                cardinality.seriesByLabelPair());
    }

    private Outcome append(Labels labels, long timestampMillis, double value) {
        try (Appender batch = store.append()) {
            return batch.append(batch.resolve(labels), timestampMillis, value);
        }
    }

    private Series only() {
        List<Series> all = store.select(List.of(), Long.MIN_VALUE, Long.MAX_VALUE);
        assertEquals(1, all.size());
        return all.get(0);
    }

    private static List<Labels> labels(List<Series> series) {
        return series.stream().map(Series::labels).toList();
    }
}
