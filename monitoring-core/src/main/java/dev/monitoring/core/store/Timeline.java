package dev.monitoring.core.store;

/**
 * The time that samples are stored under. It is the wall clock's, except that it never goes back: where the wall clock is
 * set back, all that is stored moves back with it. Guarded by the store's lock, but for {@link #shiftMillis}.
 *
 * <h2>Design note</h2>
 *
 * What was collected a minute ago is to stay a minute old when somebody sets the clock back an hour: rates, windows and
 * graphs up to now go on as if nothing had happened, and no sample of the present lies before one of the past. So stored
 * time is wall time and a shift, which grows by each step back and is added to what comes in and taken off what goes out.
 * Moving all samples costs one addition.
 *
 * <p>A step is what the wall clock and the monotonic one disagree on between two batches. Steps below {@link #minStepMillis}
 * are left to the grid, which leaves out a tick or two. Shifts are multiples of the interval, so that ticks stay on the grid.
 *
 * <p>A step ahead moves nothing: where a machine slept, what was collected before is as old as it looks. It is undone,
 * though, where it takes back a step back of the retention's time, give or take {@link #matchMillis}. And where a step back
 * takes back a step ahead that is not believed yet (see {@link Horizon}), nothing moves either: what was collected before
 * was right, and what was collected meanwhile lies in the future and is to be dropped.
 */
final class Timeline {
    /** What became of the clock between two batches. */
    enum Change {
        NONE,
        /** It was set back; the history moved with it. */
        BACK,
        /** A step back was taken back; the history moved with it. */
        BACK_UNDONE,
        /** It was set ahead, or the machine slept. */
        AHEAD,
        /** A step ahead was taken back; what was collected meanwhile is to be dropped. */
        AHEAD_UNDONE
    }

    private static final long MIN_STEP_MILLIS = 1_000;
    private static final long MIN_MATCH_MILLIS = 10_000;

    /** How much two good clocks drift apart at most; the kernel slews by half of it. */
    private static final long DRIFT_NANOS_PER_MILLI = 1_000_000_000;

    private final long intervalMillis;
    private final long retentionNanos;

    private long wallMillis;
    private long nanos;
    private volatile long shiftMillis;

    /** The steps back that may be taken back, in all; and the last of them. */
    private long backMillis;

    private long backNanos;

    /** The steps ahead that may be taken back, in all. */
    private long aheadMillis;

    private long stepMillis;

    Timeline(long intervalMillis, long retentionMillis, long wallMillis, long nanos) {
        this.intervalMillis = intervalMillis;
        this.retentionNanos = retentionMillis * 1_000_000;
        this.wallMillis = wallMillis;
        this.nanos = nanos;
    }

    /**
     * Takes note of the time.
     *
     * @param suspicious whether a step ahead is not believed yet
     */
    Change advance(long nowMillis, long nowNanos, boolean suspicious) {
        long elapsedNanos = nowNanos - nanos;
        stepMillis = nowMillis - wallMillis - elapsedNanos / 1_000_000;
        wallMillis = nowMillis;
        nanos = nowNanos;
        long tolerated = minStepMillis() + elapsedNanos / DRIFT_NANOS_PER_MILLI;
        if (Math.abs(stepMillis) < tolerated) {
            return Change.NONE;
        }
        return stepMillis < 0 ? back(-stepMillis, suspicious) : ahead(stepMillis, suspicious);
    }

    private Change back(long step, boolean suspicious) {
        if (suspicious && isAbout(step, aheadMillis)) {
            aheadMillis = 0;
            return Change.AHEAD_UNDONE;
        }
        aheadMillis = 0;
        move(-Math.floorDiv(-step, intervalMillis) * intervalMillis);
        backMillis = mayUndo() ? backMillis + step : step;
        backNanos = nanos;
        return Change.BACK;
    }

    private Change ahead(long step, boolean suspicious) {
        if (mayUndo() && isAbout(step, backMillis)) {
            // Less than was added, by less than an interval: stored time must not go back.
            move(-Math.min(shiftMillis, step / intervalMillis * intervalMillis));
            backMillis = 0;
            return Change.BACK_UNDONE;
        }
        aheadMillis = suspicious ? aheadMillis + step : step;
        return Change.AHEAD;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer, under the store's lock
    private void move(long millis) {
        shiftMillis += millis;
    }

    /** What to add to wall time for stored time. Thread-safe. */
    long shiftMillis() {
        return shiftMillis;
    }

    /** By how much the clock was set last, ahead or, if negative, back. */
    long stepMillis() {
        return stepMillis;
    }

    /** A wall time as stored time. */
    static long stored(long wallMillis, long shiftMillis) {
        return wallMillis > Long.MAX_VALUE - shiftMillis ? Long.MAX_VALUE : wallMillis + shiftMillis;
    }

    /** Stored time as wall time. */
    static long wall(long storedMillis, long shiftMillis) {
        return storedMillis == Long.MAX_VALUE || storedMillis < Long.MIN_VALUE + shiftMillis
                ? storedMillis
                : storedMillis - shiftMillis;
    }

    private boolean mayUndo() {
        return backMillis > 0 && nanos - backNanos <= retentionNanos;
    }

    private boolean isAbout(long step, long other) {
        return Math.abs(step - other) <= matchMillis();
    }

    private long minStepMillis() {
        return Math.max(MIN_STEP_MILLIS, intervalMillis);
    }

    private long matchMillis() {
        return Math.max(MIN_MATCH_MILLIS, 2 * intervalMillis);
    }
}
