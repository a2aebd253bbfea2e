package dev.monitoring.core.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TickGridTest {
    private static final long INTERVAL = 5_000;
    private static final long START = 1_700_000_001_000L;

    private final ManualClock clock = ManualClock.atEpochMillis(START);
    private final TickGrid grid = new TickGrid(clock, INTERVAL, 42);

    @Test
    void runsAtOnceWhereTheNextTickIsFar() {
        assertTrue(grid.begin());
        assertEquals(START - 1_000, grid.stampMillis());
    }

    @Test
    void waitsForTheFirstTickWhereItIsNear() {
        clock.advance(Duration.ofMillis(3_500));

        assertFalse(grid.begin());

        waitForNext();
        assertTrue(grid.take());
        assertEquals(START + 4_000, grid.stampMillis());
    }

    @Test
    void stampsAreMultiplesOfTheIntervalOneByOne() {
        assertEquals(List.of(4_000L, 9_000L, 14_000L, 19_000L), ticks(4));
    }

    @Test
    void worksAtTheSamePhaseAfterEachTickAndWithinATenthOfTheInterval() {
        grid.begin();
        List<Long> phases = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            waitForNext();
            grid.take();
            phases.add(clock.epochMillis() - grid.stampMillis());
        }

        assertEquals(1, phases.stream().distinct().count());
        assertTrue(phases.get(0) >= 0 && phases.get(0) < INTERVAL / 10, "phase " + phases.get(0));
    }

    @Test
    void spreadsPhasesOfDifferentSeeds() {
        long phases = new Random(7)
                .ints(100)
                .mapToLong(seed -> {
                    TickGrid other = new TickGrid(clock, INTERVAL, seed);
                    other.begin();
                    return other.nextNanos();
                })
                .distinct()
                .count();

        assertTrue(phases > 60, phases + " different phases of 100");
    }

    @Test
    void keepsItsTickWhereItWakesALittleEarly() {
        grid.begin();
        clock.advance(Duration.ofMillis(3_999));

        assertTrue(grid.take());

        assertEquals(START + 4_000, grid.stampMillis());
    }

    @Test
    void goesOnAtItsPaceWhenTheClockJumpsAnHourAhead() {
        ticks(2);
        clock.jump(Duration.ofHours(1));

        waitForNext();
        assertTrue(grid.take());
        long stamp = grid.stampMillis();

        assertEquals(0, stamp % INTERVAL);
        assertTrue(Math.abs(clock.epochMillis() - stamp) <= INTERVAL);
        assertTrue(nanosToNext() > 0
                && nanosToNext() <= Duration.ofMillis(INTERVAL + 500).toNanos());
        assertEquals(0, grid.missedTicks());
    }

    @Test
    void goesOnAtItsPaceWhenTheClockJumpsAnHourBack() {
        ticks(2);
        clock.jump(Duration.ofHours(-1));

        for (int i = 0; i < 3; i++) {
            long waited = nanosToNext();
            waitForNext();

            assertTrue(grid.take());
            assertTrue(waited <= Duration.ofMillis(INTERVAL + 500).toNanos());
            assertTrue(Math.abs(clock.epochMillis() - grid.stampMillis()) <= INTERVAL);
        }
    }

    @Test
    void stampsNoTickTwiceWhenTheClockIsSetBackByLessThanAnInterval() {
        ticks(2);
        long stamp = grid.stampMillis();
        clock.jump(Duration.ofMillis(-4_900));

        waitForNext();
        boolean taken = grid.take();
        if (!taken) {
            waitForNext();
            assertTrue(grid.take());
        }

        assertEquals(stamp + INTERVAL, grid.stampMillis());
    }

    @Test
    void aPauseIsAGapAndNoBurst() {
        ticks(2);
        long stamp = grid.stampMillis();
        clock.advance(Duration.ofSeconds(60));

        assertTrue(grid.take());

        assertEquals(11, grid.missedTicks());
        assertEquals(stamp + 60_000, grid.stampMillis());
        assertTrue(nanosToNext() > 0);
    }

    @Test
    void neverWaitsLongerThanTwoIntervalsNorStampsTwiceWhateverTheClockDoes() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        grid.begin();
        long lastStamp = Long.MIN_VALUE;
        for (int i = 0; i < 10_000; i++) {
            if (random.nextInt(3) == 0) {
                clock.jump(
                        Duration.ofMillis((long) (random.nextGaussian() * (random.nextBoolean() ? 2_000 : 3_600_000))));
            }
            long wait = nanosToNext();
            assertTrue(
                    wait >= 0 && wait <= Duration.ofMillis(2 * INTERVAL + 1_000).toNanos(), "seed " + seed);
            waitForNext();
            if (grid.take()) {
                assertEquals(0, grid.stampMillis() % INTERVAL, "seed " + seed);
                assertFalse(grid.stampMillis() == lastStamp, "seed " + seed);
                lastStamp = grid.stampMillis();
            }
        }
    }

    private List<Long> ticks(int count) {
        grid.begin();
        List<Long> stamps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            waitForNext();
            assertTrue(grid.take());
            stamps.add(grid.stampMillis() - START);
        }
        return stamps;
    }

    private long nanosToNext() {
        return grid.nextNanos() - clock.nanoTime();
    }

    private void waitForNext() {
        clock.advance(Duration.ofNanos(nanosToNext()));
    }
}
