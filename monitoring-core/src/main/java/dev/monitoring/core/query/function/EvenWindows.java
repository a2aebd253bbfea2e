package dev.monitoring.core.query.function;

import java.util.Arrays;

/**
 * A run of steps whose windows hold the same number of samples and advance by the same number of samples: the usual case of a
 * regular grid. Confined to one thread; reused from series to series.
 *
 * <h2>Design note</h2>
 *
 * Summing each window by itself is bound by the latency of one addition after the other. Even windows can be summed side by
 * side: sample {@code j} of all windows is added in one go, which the compiler vectorizes, and each window still adds its
 * samples in order of time, so that rounding is what it would be. For that the samples {@code j} of consecutive windows must
 * lie side by side. They lie {@code stride} apart; so the samples are dealt out into {@code stride} lanes first, like cards.
 * A lane is copied before it is added, because the compiler does not vectorize loops over arrays that might overlap at
 * different indexes.
 */
final class EvenWindows {
    private int firstStep;
    private int count;
    private int length;
    private int stride;
    private int firstSample;
    private int laneLength;
    private double[] lanes = {};
    private double[] column = {};

    /** Looks for the run; the steps around it are to be computed one by one. Says whether it is worth while. */
    boolean find(Windows windows) {
        int[] from = windows.from();
        int[] to = windows.to();
        int last = windows.steps() - 1;
        count = 0;
        if (last < 2) {
            return false;
        }
        length = to[last] - from[last];
        stride = from[last] - from[last - 1];
        int first = last;
        while (first > 0 && from[first] - from[first - 1] == stride && to[first - 1] - from[first - 1] == length) {
            first--;
        }
        firstStep = first;
        count = last - first + 1;
        // Short windows leave nothing to gain, and lanes as long as their stride leave nothing to deal.
        return count >= 8 && length >= 8 && stride > 0 && stride <= length;
    }

    int firstStep() {
        return firstStep;
    }

    /** The number of windows. */
    int count() {
        return count;
    }

    /** The number of samples in each window. */
    int length() {
        return length;
    }

    /** Deals out the samples. */
    void load(Windows windows) {
        firstSample = windows.from()[firstStep];
        int samples = (count - 1) * stride + length;
        laneLength = (samples + stride - 1) / stride;
        if (lanes.length < laneLength * stride) {
            lanes = new double[laneLength * stride];
        }
        if (column.length < count) {
            column = new double[count];
        }
        double[] values = windows.values();
        for (int lane = 0; lane < stride; lane++) {
            int at = lane * laneLength;
            for (int i = lane; i < samples; i += stride) {
                lanes[at++] = values[firstSample + i];
            }
        }
    }

    /** Where among the lanes sample {@code j} of the first window lies; that of the others follows. */
    private int offset(int j) {
        return (j % stride) * laneLength + j / stride;
    }

    /** Sums of all windows, with what rounding lost, as {@link CompensatedSum} computes them unless a sum overflows. */
    void sum(double[] sums, double[] losses) {
        System.arraycopy(lanes, offset(0), sums, 0, count);
        Arrays.fill(losses, 0, count, 0);
        for (int j = 1; j < length; j++) {
            System.arraycopy(lanes, offset(j), column, 0, count);
            add(column, sums, losses, count);
        }
    }

    private static void add(double[] column, double[] sums, double[] losses, int count) {
        for (int i = 0; i < count; i++) {
            double sum = sums[i];
            double value = column[i];
            double total = sum + value;
            double rest = total - sum;
            losses[i] += (sum - (total - rest)) + (value - rest);
            sums[i] = total;
        }
    }

    /** The largest and the second largest value of all windows; no value may be NaN. */
    void largest(double[] firsts, double[] seconds) {
        System.arraycopy(lanes, offset(0), firsts, 0, count);
        Arrays.fill(seconds, 0, count, Double.NEGATIVE_INFINITY);
        for (int j = 1; j < length; j++) {
            System.arraycopy(lanes, offset(j), column, 0, count);
            takeLarger(column, firsts, seconds, count);
        }
    }

    private static void takeLarger(double[] column, double[] firsts, double[] seconds, int count) {
        for (int i = 0; i < count; i++) {
            double first = firsts[i];
            double value = column[i];
            seconds[i] = Math.max(seconds[i], Math.min(first, value));
            firsts[i] = Math.max(first, value);
        }
    }
}
