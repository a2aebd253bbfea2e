package dev.monitoring.core.query.function;

import dev.monitoring.core.query.value.MatrixSeries;

/**
 * {@code rate}, {@code increase} and {@code delta} of anchored and smoothed selectors: the difference between the values at the
 * two borders of the window, without extrapolation. Anchored takes the last sample at or before a border; smoothed
 * interpolates between the samples on both sides of it.
 *
 * @see <a href="https://github.com/prometheus/proposals/blob/main/proposals/0052-extended-range-selectors-semantics.md">
 *     Extended range selectors</a>
 */
final class BoundedRateFunction implements RangeFunction {
    private static final double MILLIS_PER_SECOND = 1000;

    private final boolean counter;
    private final boolean perSecond;
    private final boolean smoothed;

    BoundedRateFunction(boolean counter, boolean perSecond, boolean smoothed) {
        this.counter = counter;
        this.perSecond = perSecond;
        this.smoothed = smoothed;
    }

    @Override
    public int apply(Windows windows, double[] out) {
        int present = 0;
        for (int step = 0; step < windows.steps(); step++) {
            windows.work(windows.to()[step] - windows.from()[step]);
            out[step] = valueAt(windows, step);
            if (!Absent.is(out[step])) {
                present++;
            }
        }
        return present;
    }

    private double valueAt(Windows windows, int step) {
        int from = windows.from()[step];
        int to = windows.to()[step];
        if (from == to) {
            return Absent.VALUE;
        }
        long[] times = windows.times();
        long end = windows.shape().end(step);
        long start = end - windows.shape().range();
        int first = anchor(times, from, to, start);
        int last = smoothed ? firstAtOrAfter(times, from, to - 1, end) : to - 1;
        if (times[last] <= start || times[first] > end) {
            return Absent.VALUE;
        }
        double[] values = windows.values();
        double left = smoothed && times[first] < start && first < last
                ? interpolate(times, values, first, start, counter)
                : values[first];
        double right = smoothed && last > from && times[last] > end
                ? interpolate(times, values, last - 1, end, counter)
                : values[last];
        double difference = right - left;
        if (counter) {
            int inner = times[first] <= start ? first + 1 : first;
            int innerEnd = times[last] >= end ? last : last + 1;
            difference += lostToResets(values, inner, innerEnd, left, right);
        }
        return perSecond ? difference / (windows.shape().range() / MILLIS_PER_SECOND) : difference;
    }

    /** The last sample at or before {@code border}, or the first of all. */
    static int anchor(long[] times, int from, int to, long border) {
        int index = from;
        while (index < to - 1 && times[index + 1] <= border) {
            index++;
        }
        return index;
    }

    private static int firstAtOrAfter(long[] times, int from, int last, long border) {
        int index = from;
        while (index < last && times[index] < border) {
            index++;
        }
        return index;
    }

    /** The value at {@code time} on the line from a sample to the next; a counter that fell between them rose from zero. */
    static double interpolate(long[] times, double[] values, int index, long time, boolean counter) {
        double before = values[index];
        double after = values[index + 1];
        if (counter && after < before) {
            before = 0;
        }
        return before + (after - before) * (time - times[index]) / (times[index + 1] - times[index]);
    }

    private static double lostToResets(double[] values, int from, int to, double left, double right) {
        double lost = 0;
        double previous = left;
        for (int i = from; i < to; i++) {
            if (values[i] < previous) {
                lost += previous;
            }
            previous = values[i];
        }
        return right < previous ? lost + previous : lost;
    }

    /** The samples with one at each border. */
    static MatrixSeries withBorders(MatrixSeries samples, WindowShape shape, boolean smoothed) {
        long[] times = samples.timestamps();
        double[] values = samples.values();
        long end = shape.end(0);
        long start = end - shape.range();
        int first = anchor(times, 0, times.length, start);
        int last = smoothed ? firstAtOrAfter(times, 0, times.length - 1, end) : times.length - 1;
        if (times[last] <= start || times[first] > end) {
            return new MatrixSeries(samples.labels(), new long[0], new double[0]);
        }
        double left = smoothed && times[first] < start && first < last
                ? interpolate(times, values, first, start, false)
                : values[first];
        double right = smoothed && last > 0 && times[last] > end
                ? interpolate(times, values, last - 1, end, false)
                : values[last];
        int inner = times[first] <= start ? first + 1 : first;
        int innerEnd = Math.max(inner, times[last] >= end ? last : last + 1);
        long[] extendedTimes = new long[innerEnd - inner + 2];
        double[] extendedValues = new double[extendedTimes.length];
        extendedTimes[0] = start;
        extendedValues[0] = left;
        System.arraycopy(times, inner, extendedTimes, 1, innerEnd - inner);
        System.arraycopy(values, inner, extendedValues, 1, innerEnd - inner);
        extendedTimes[extendedTimes.length - 1] = end;
        extendedValues[extendedValues.length - 1] = right;
        return new MatrixSeries(samples.labels(), extendedTimes, extendedValues);
    }
}
