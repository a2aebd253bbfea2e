package dev.monitoring.core.collect;

import dev.monitoring.core.time.Clock;

/**
 * The ticks of one collector: multiples of its interval on the wall clock, each worked on a fixed phase later. Confined to the
 * scheduler's event loop.
 *
 * <h2>Design note</h2>
 *
 * Stamps come from the wall clock, waiting is done on the monotonic one. After each tick the way to the next is measured anew
 * on both, and is never longer than an interval and the phase. So a wall clock that jumps leads neither to a burst nor to a
 * pause: ticks go on at the same pace with other stamps. Only where it is set back by up to an interval is the tick left out
 * that was stamped already, and the next awaited.
 *
 * <p>The phase spreads the work of many collectors, not their stamps. It is derived from what is collected, so that it is the
 * same in each process run and a sample's true age stays constant from tick to tick, which is what rates need.
 */
final class TickGrid {
    /** The longest phase as a share of the interval, and in all: a sample is at most that much younger than its stamp. */
    private static final int PHASE_SHARE = 10;

    private static final long MAX_PHASE_MILLIS = 1_000;

    /** If the first tick is nearer than this share of the interval, and nearer than a second, it is waited for. */
    private static final int FIRST_WAIT_SHARE = 5;

    private static final long MAX_FIRST_WAIT_MILLIS = 1_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Clock clock;
    private final long intervalMillis;
    private final long phaseMillis;

    private long stampMillis = Long.MIN_VALUE;
    private long plannedMillis;
    private long nextNanos;
    private long lagNanos;

    /** A grid whose phase is derived from {@code seed}. */
    TickGrid(Clock clock, long intervalMillis, int seed) {
        this.clock = clock;
        this.intervalMillis = intervalMillis;
        int mixed = seed * 0x9E3779B9; // Fibonacci hashing: neighbouring seeds lie far apart
        this.phaseMillis =
                Math.floorMod(mixed ^ mixed >>> 16, Math.min(intervalMillis / PHASE_SHARE, MAX_PHASE_MILLIS));
    }

    /** Begins; true where a run is due at once, stamped with the tick before now. */
    boolean begin() {
        long wall = clock.epochMillis();
        long tick = floor(wall);
        plan(tick + intervalMillis, wall);
        long wait = plannedMillis - wall;
        if (wait <= Math.min(intervalMillis / FIRST_WAIT_SHARE, MAX_FIRST_WAIT_MILLIS)) {
            return false;
        }
        stampMillis = tick;
        return true;
    }

    /**
     * Takes the tick that has come; false where the wall clock was set back a little and the tick was had before. In any
     * case {@link #nextNanos} is the moment to call again.
     */
    boolean take() {
        long wall = clock.epochMillis();
        lagNanos = Math.max(0, clock.nanoTime() - nextNanos);
        long astray = wall - (plannedMillis + phaseMillis);
        long tick = Math.abs(astray) <= intervalMillis / 2 ? plannedMillis : floor(wall);
        if (tick <= stampMillis && stampMillis - tick <= intervalMillis) {
            plan(stampMillis + intervalMillis, wall);
            return false;
        }
        stampMillis = tick;
        plan(tick + intervalMillis, wall);
        return true;
    }

    /** The tick taken last, epoch milliseconds. */
    long stampMillis() {
        return stampMillis;
    }

    /** The tick awaited. */
    long plannedMillis() {
        return plannedMillis;
    }

    /** When to call {@link #take}, on the monotonic clock. */
    long nextNanos() {
        return nextNanos;
    }

    /** How late the last call was. */
    long lagNanos() {
        return lagNanos;
    }

    /** How many ticks passed without a call before the last one. */
    long missedTicks() {
        return lagNanos / (intervalMillis * NANOS_PER_MILLI);
    }

    private void plan(long tick, long wall) {
        plannedMillis = tick;
        nextNanos = clock.nanoTime() + (tick + phaseMillis - wall) * NANOS_PER_MILLI;
    }

    private long floor(long wall) {
        return Math.floorDiv(wall, intervalMillis) * intervalMillis;
    }
}
