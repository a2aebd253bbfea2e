package dev.monitoring.core.query.plan;

/**
 * The moments an expression is computed at: {@code start}, {@code start + step}, … up to {@code end}. Immutable; in epoch
 * milliseconds.
 *
 * @param end where it lies before the start, there are no steps
 * @param step greater than zero; has no meaning where there is one step
 */
public record StepGrid(long start, long end, long step) {
    public StepGrid {
        if (step <= 0) {
            throw new IllegalArgumentException("step is " + step + " ms; it must be greater than zero");
        }
    }

    /** A single moment. */
    public static StepGrid instant(long timeMillis) {
        return new StepGrid(timeMillis, timeMillis, 1);
    }

    /** The number of steps, which may be more than an array can hold. */
    public long count() {
        return end < start ? 0 : Math.floorDiv(end - start, step) + 1;
    }

    /** The moment of a step, counted from 0. */
    public long time(int index) {
        return start + index * step;
    }

    /** The last moment. */
    public long last() {
        return start + (count() - 1) * step;
    }

    public boolean isInstant() {
        return start == end;
    }
}
