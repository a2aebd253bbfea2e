package dev.monitoring.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.series.Appender.Outcome;
import dev.monitoring.core.series.SampleBuffer;
import dev.monitoring.core.series.Series;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StoreRetentionTest {
    private static final long START = 1_750_000_200_000L;
    private static final Labels LIVE = Labels.of("__name__", "live");
    private static final Labels DEAD = Labels.of("__name__", "dead", "pod", "a");

    @RegisterExtension
    final StoreInvariants stores = new StoreInvariants();

    private final ManualClock clock = ManualClock.atEpochMillis(START);
    private final RingBufferStore store = stores.create(StoreConfig.builder().build(), clock);
    private final SampleBuffer buffer = new SampleBuffer();
    private long live = Appender.REFUSED;

    @Test
    void keepsAnHourAndAtMostABlockMore() {
        run(Duration.ofHours(5));

        long samples = store.statistics().samples();
        assertTrue(samples >= 720 && samples <= 720 + 120, "samples: " + samples);
    }

    @Test
    void dropsSeriesThatHaveNoSampleInTheRetention() {
        long dead = append(DEAD);
        run(Duration.ofMinutes(66));

        try (Appender batch = store.append()) {
            assertEquals(Outcome.UNKNOWN_SERIES, batch.append(dead, clock.epochMillis(), 1));
        }
        assertEquals(1, store.statistics().series());
        assertEquals(1, store.statistics().expiredSeriesTotal());
        assertEquals(List.of("__name__"), store.labelNames(List.of(), 0, Long.MAX_VALUE));
    }

    @Test
    void keepsSeriesThatHaveOneSampleInTheRetention() {
        long slow = append(DEAD);
        run(Duration.ofMinutes(55));
        try (Appender batch = store.append()) {
            assertEquals(Outcome.ACCEPTED, batch.append(slow, clock.epochMillis(), 1));
        }
        run(Duration.ofMinutes(55));

        assertEquals(2, store.statistics().series());
    }

    @Test
    void givesTheSlotOfADroppedSeriesToAnotherOneUnderAnotherReference() {
        long dead = append(DEAD);
        run(Duration.ofMinutes(66));

        long next = append(Labels.of("__name__", "next"));

        assertEquals((int) dead, (int) next);
        assertNotEquals(dead, next);
        try (Appender batch = store.append()) {
            assertEquals(Outcome.UNKNOWN_SERIES, batch.append(dead, clock.epochMillis() + 1, 1));
            assertEquals(Outcome.ACCEPTED, batch.append(next, clock.epochMillis() + 1, 1));
        }
    }

    @Test
    void readsADroppedSeriesAsEmpty() {
        append(DEAD);
        Series held = store.select(List.of(), 0, Long.MAX_VALUE).get(0);
        run(Duration.ofMinutes(66));

        held.read(0, Long.MAX_VALUE, buffer);

        assertEquals(DEAD, held.labels());
        assertEquals(0, buffer.size());
    }

    @Test
    void dropsSeriesThatWereResolvedAndNeverWritten() {
        try (Appender batch = store.append()) {
            batch.resolve(DEAD);
        }
        run(Duration.ofMinutes(30));
        assertEquals(2, store.statistics().series());

        run(Duration.ofHours(3));

        assertEquals(1, store.statistics().series());
    }

    @Test
    void comesBackAfterALongSilence() {
        long reference = append(DEAD);
        run(Duration.ofMinutes(30));

        try (Appender batch = store.append()) {
            assertEquals(Outcome.ACCEPTED, batch.append(reference, clock.epochMillis(), 2));
        }

        assertEquals(2, samples("dead"));
    }

    @Test
    void takesSamplesAtOnceWhenTheClockWasSetBack() {
        run(Duration.ofMinutes(30));
        clock.jump(Duration.ofHours(1));
        run(Duration.ofMinutes(3));
        clock.jump(Duration.ofHours(-1));

        run(Duration.ofMinutes(2));

        assertEquals(
                (30 + 3 + 2) * 12,
                store.statistics().samples() + store.statistics().discardedSamplesTotal());
        assertEquals(3 * 12, store.statistics().discardedSamplesTotal());
        assertEquals((30 + 2) * 12, samples("live"));
    }

    @Test
    void survivesAClockThatJumpsBackAndForthByAnHour() {
        for (int i = 0; i < 40; i++) {
            run(Duration.ofMinutes(7));
            clock.jump(Duration.ofHours(i % 2 == 0 ? 1 : -1));
            StoreInvariants.check(store);
        }

        run(Duration.ofMinutes(11));
        long newest = clock.epochMillis() - 5_000;
        assertEquals(newest, store.statistics().newestMillis());
    }

    @Test
    void waitsOutAClockThatWasSetBackByLessThanAnInterval() {
        run(Duration.ofMinutes(5));
        append(5);
        clock.jump(Duration.ofSeconds(-3));

        assertEquals(Outcome.OUT_OF_ORDER, append(6));
        clock.advance(Duration.ofSeconds(5));
        assertEquals(Outcome.ACCEPTED, append(7));

        assertEquals(0, store.stepsBackTotal());
    }

    @Test
    void movesWhatItHasBackWithTheClock() {
        run(Duration.ofMinutes(30));
        long newest = store.statistics().newestMillis();

        clock.jump(Duration.ofHours(-1));
        run(Duration.ofMinutes(5));

        assertEquals(35 * 12, samples("live"));
        for (int i = 1; i < buffer.size(); i++) {
            assertEquals(5_000, buffer.timestamps()[i] - buffer.timestamps()[i - 1]);
        }
        assertEquals(clock.epochMillis() - 5_000, buffer.timestamps()[buffer.size() - 1]);
        assertEquals(newest - 3_600_000, buffer.timestamps()[30 * 12 - 1]);
        assertEquals(newest / 1e3, buffer.values()[30 * 12 - 1]);
        assertEquals(clock.epochMillis() - 5_000, store.statistics().newestMillis());
        assertEquals(1, store.stepsBackTotal());
        assertEquals(0, store.statistics().discardedSamplesTotal());
    }

    @Test
    void saysOnceThatTheClockWasSet() {
        run(Duration.ofMinutes(5));
        clock.jump(Duration.ofHours(-1));
        try (Appender batch = store.append()) {
            batch.append(live, clock.epochMillis(), 1);
            assertEquals(
                    List.of(
                            "the wall clock was set back by 1h; what was collected moves back with it in the history, so"
                                    + " that it stays as old as it is"),
                    store.parts().refusals().takeLines());
        }
        clock.advance(Duration.ofSeconds(5));
        try (Appender batch = store.append()) {
            batch.append(live, clock.epochMillis(), 1);
            assertNull(store.parts().refusals().takeLines());
        }
    }

    @Test
    void selectsByTheNewTimeAfterTheClockWasSetBack() {
        run(Duration.ofMinutes(30));
        clock.jump(Duration.ofHours(-1));
        run(Duration.ofMinutes(5));

        Series series = store.select(List.of(), clock.epochMillis() - 60_000, clock.epochMillis())
                .get(0);
        series.read(clock.epochMillis() - 600_000, clock.epochMillis(), buffer);

        assertEquals(120, buffer.size());
        assertEquals(List.of(), store.select(List.of(), clock.epochMillis() + 1, Long.MAX_VALUE));
        assertEquals(List.of("__name__"), store.labelNames(List.of(), clock.epochMillis() - 60_000, Long.MAX_VALUE));
    }

    @Test
    void restoresTheTimeOfAllSamplesWhenTheClockComesBack() {
        run(Duration.ofMinutes(20));
        clock.jump(Duration.ofHours(-1));
        run(Duration.ofMinutes(10));
        clock.jump(Duration.ofHours(1));
        run(Duration.ofMinutes(20));

        assertEquals(50 * 12, samples("live"));
        for (int i = 0; i < buffer.size(); i++) {
            assertEquals(START + 5_000L * i, buffer.timestamps()[i]);
        }
        assertEquals(1, store.stepsBackTotal());
        assertEquals(1, store.stepsAheadTotal());
    }

    @Test
    void leavesAGapWhereTheMachineSlept() {
        run(Duration.ofMinutes(10));
        clock.jump(Duration.ofMinutes(20));
        run(Duration.ofMinutes(5));

        assertEquals(15 * 12, samples("live"));
        assertEquals(START, buffer.timestamps()[0]);
        assertEquals(START + 30 * 60_000, buffer.timestamps()[10 * 12]);
    }

    @Test
    void takesTheSleepOfAMachineForNoUndoneStep() {
        run(Duration.ofMinutes(10));
        clock.jump(Duration.ofHours(-1));
        run(Duration.ofMinutes(5));
        clock.jump(Duration.ofMinutes(20));
        run(Duration.ofMinutes(5));

        assertEquals(20 * 12, samples("live"));
        assertEquals(20 * 60_000 + 5_000, buffer.timestamps()[15 * 12] - buffer.timestamps()[15 * 12 - 1]);
    }

    @Test
    void dropsWhatWasTakenWhileTheClockWasAheadALittle() {
        run(Duration.ofMinutes(30));
        clock.jump(Duration.ofMinutes(5));
        run(Duration.ofMinutes(3));
        clock.jump(Duration.ofMinutes(-5));

        run(Duration.ofMinutes(2));

        assertEquals((30 + 2) * 12, samples("live"));
        assertEquals(3 * 12, store.statistics().discardedSamplesTotal());
    }

    /** What is left after the discard is in a sealed block, and the next tick is at its end. */
    @Test
    void takesTheTickAtWhichADiscardEnds() {
        run(Duration.ofMinutes(2));
        clock.jump(Duration.ofSeconds(65));
        run(Duration.ofMinutes(1));
        clock.jump(Duration.ofSeconds(-55));

        run(Duration.ofSeconds(5));

        assertEquals(0, store.statistics().outcomesTotal().get(Outcome.DUPLICATE_TIME));
    }

    @Test
    void refusesNoSampleOfTheGridWhateverTheClockDoes() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            try {
                run(Duration.ofMinutes(1 + random.nextInt(12)));
                clock.jump(Duration.ofSeconds(5L * (random.nextInt(2_000) - 1_000)));
                StoreInvariants.check(store);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }

        var outcomes = store.statistics().outcomesTotal();
        assertEquals(0, outcomes.get(Outcome.OUT_OF_ORDER), "seed " + seed);
        assertEquals(0, outcomes.get(Outcome.DUPLICATE_TIME), "seed " + seed);
        assertEquals(0, outcomes.get(Outcome.TOO_NEW), "seed " + seed);
        assertEquals(0, outcomes.get(Outcome.TOO_OLD), "seed " + seed);
    }

    private Outcome append(double value) {
        try (Appender batch = store.append()) {
            return batch.append(live, clock.epochMillis(), value);
        }
    }

    private void run(Duration duration) {
        long end = clock.epochMillis() + duration.toMillis();
        while (clock.epochMillis() < end) {
            long now = clock.epochMillis();
            try (Appender batch = store.append()) {
                Outcome outcome = batch.append(live, now, now / 1e3);
                if (outcome == Outcome.UNKNOWN_SERIES) {
                    live = batch.resolve(LIVE);
                    batch.append(live, now, now / 1e3);
                }
            }
            clock.advance(Duration.ofSeconds(5));
        }
    }

    private long append(Labels labels) {
        try (Appender batch = store.append()) {
            long reference = batch.resolve(labels);
            assertEquals(Outcome.ACCEPTED, batch.append(reference, clock.epochMillis(), 1));
            return reference;
        }
    }

    private int samples(String name) {
        for (Series series : store.select(List.of(), 0, Long.MAX_VALUE)) {
            if (series.labels().metricName().equals(name)) {
                series.read(0, Long.MAX_VALUE, buffer);
                return buffer.size();
            }
        }
        return 0;
    }
}
