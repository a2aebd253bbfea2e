package dev.monitoring.core.query.function;

import java.util.Arrays;

/** Where a counter began anew, over all samples of a series. Confined to one thread; reused from series to series. */
final class CounterResets {
    private int[] at = new int[8];
    private int count;
    private int seen;

    /** Finds the samples that are smaller than the one before, or that say to count from after the one before. */
    void find(Windows windows) {
        double[] values = windows.values();
        int size = windows.size();
        boolean starts = windows.hasStarts();
        count = 0;
        seen = 0;
        for (int i = 1; i < size; i++) {
            if (values[i] < values[i - 1] || starts && isRestart(windows, i)) {
                if (count == at.length) {
                    at = Arrays.copyOf(at, 2 * count);
                }
                at[count++] = i;
            }
        }
    }

    /** What was counted before each reset from {@code first} to {@code last}, added to {@code increase} in order. */
    double add(double increase, double[] values, int first, int last) {
        if (count == 0) {
            return increase;
        }
        // Steps come in order, so what lies before this window lies before the next.
        while (seen < count && at[seen] <= first) {
            seen++;
        }
        double sum = increase;
        for (int i = seen; i < count && at[i] <= last; i++) {
            sum += values[at[i] - 1];
        }
        return sum;
    }

    /**
     * Whether the start of a sample says that the counter began anew since the sample before. A start on that sample's own
     * time means so for deltas, which begin where the last one ended; it means nothing where that one's start is unknown.
     */
    static boolean isRestart(Windows windows, int index) {
        long start = windows.starts()[index];
        long previousTime = windows.times()[index - 1];
        if (start == 0 || start >= windows.times()[index] || start < previousTime) {
            return false;
        }
        if (start > previousTime) {
            return true;
        }
        long previousStart = windows.starts()[index - 1];
        return previousStart != 0 && previousStart < previousTime;
    }

    /** Whether a sample in a window claims a start before its predecessor that the predecessor did not claim. */
    static boolean hasOverlap(Windows windows) {
        long[] starts = windows.starts();
        int last = windows.to()[windows.steps() - 1];
        for (int i = windows.from()[0] + 1; i < last; i++) {
            if (starts[i] != 0 && starts[i] < windows.times()[i - 1] && starts[i] != starts[i - 1]) {
                return true;
            }
        }
        return false;
    }
}
