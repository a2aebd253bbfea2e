package dev.monitoring.core.query.function;

/**
 * Where the window of each step lies. Immutable. All in epoch milliseconds or milliseconds.
 *
 * @param steps the number of steps
 * @param firstTime the time the first step is evaluated at
 * @param stride from one step to the next
 * @param firstEnd where the window of the first step ends; the window includes its end
 * @param endStride from one window's end to the next; 0 where all steps see the same window
 * @param range the length of a window
 * @param reachBack how far before the window samples are wanted too, by anchored and smoothed selectors
 * @param reachAhead how far behind the window samples are wanted too, by smoothed selectors
 * @param leftClosed whether a window includes its start, as before Prometheus 3
 */
public record WindowShape(
        int steps,
        long firstTime,
        long stride,
        long firstEnd,
        long endStride,
        long range,
        long reachBack,
        long reachAhead,
        boolean leftClosed) {

    /** Where the window of a step ends. */
    long end(int step) {
        return firstEnd + step * endStride;
    }

    /** The time a step is evaluated at. */
    long time(int step) {
        return firstTime + step * stride;
    }
}
