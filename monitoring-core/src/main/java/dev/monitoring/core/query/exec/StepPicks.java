package dev.monitoring.core.query.exec;

import java.util.Arrays;

/**
 * For each step the sample that counts as the value of the moment: the last one that is not too old. Confined to one thread;
 * kept from series to series where the times are the same, as {@link dev.monitoring.core.query.function.Windows} does.
 */
final class StepPicks {
    /** Says that no sample is there. */
    static final int NONE = -1;

    private final int[] picks;
    private final long firstReference;
    private final long stride;
    private final long lookback;
    private long[] times = {};
    private int size = -1;
    private int found;

    /**
     * @param firstReference the moment that the first step looks at
     * @param stride how far it moves from step to step
     * @param lookback a sample is too old if it is this much older, or older yet
     */
    StepPicks(int steps, long firstReference, long stride, long lookback) {
        this.picks = new int[steps];
        this.firstReference = firstReference;
        this.stride = stride;
        this.lookback = lookback;
    }

    /** For each step the index of its sample, or {@link #NONE}. */
    int[] of(long[] newTimes, int newSize) {
        if (size == newSize && Arrays.mismatch(times, 0, size, newTimes, 0, size) < 0) {
            return picks;
        }
        int next = 0;
        found = 0;
        long reference = firstReference;
        for (int step = 0; step < picks.length; step++) {
            while (next < newSize && newTimes[next] <= reference) {
                next++;
            }
            boolean fresh = next > 0 && newTimes[next - 1] > reference - lookback;
            picks[step] = fresh ? next - 1 : NONE;
            found += fresh ? 1 : 0;
            reference += stride;
        }
        if (times.length < newSize) {
            times = new long[newSize + (newSize >> 1)];
        }
        System.arraycopy(newTimes, 0, times, 0, newSize);
        size = newSize;
        return picks;
    }

    /** How many steps have a sample. */
    int found() {
        return found;
    }
}
