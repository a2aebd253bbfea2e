package dev.monitoring.core.query.function;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.StaleMarker;
import java.util.Arrays;

/**
 * The samples of one series, and for each step the run of them that lies in the step's window. Confined to one thread; made
 * once per selector and loaded with one series after the other.
 *
 * <h2>Design note</h2>
 *
 * The series of one collector are stamped with the same times. So the bounds of all windows, two ints per step, are kept
 * together with the times they were found for; where the next series has the same times, which one vectorized comparison
 * tells, they stand. That holds for regular grids and for any other timing alike, and needs no arithmetic per window.
 */
public final class Windows {
    /** How many samples functions may walk over between two looks at the clock: about a millisecond's worth. */
    private static final long WORK_BETWEEN_CHECKS = 1 << 19;

    private final WindowShape shape;
    private final Runnable interrupt;
    private final int[] from;
    private final int[] to;

    private Labels series = Labels.EMPTY;
    private long[] times = {};
    private double[] values = {};
    private long[] starts = {};
    private boolean hasStarts;
    private int size;

    private long[] boundTimes = {};
    private int boundSize = -1;
    private long seenSamples;
    private long work;

    /** @param interrupt called now and then; throws if the query has to stop */
    public Windows(WindowShape shape, Runnable interrupt) {
        this.shape = shape;
        this.interrupt = interrupt;
        this.from = new int[shape.steps()];
        this.to = new int[shape.steps()];
    }

    /**
     * Takes the samples of a series; stale markers are taken out, in place. The arrays are used until the next load.
     *
     * @param newStarts start times, empty where no sample has one
     */
    public void load(Labels newSeries, long[] newTimes, double[] newValues, long[] newStarts, int newSize) {
        series = newSeries;
        times = newTimes;
        values = newValues;
        starts = newStarts;
        hasStarts = newStarts.length > 0;
        size = withoutStaleMarkers(newSize);
        if (boundSize != size || Arrays.mismatch(boundTimes, 0, size, times, 0, size) >= 0) {
            findBounds();
        }
    }

    private int withoutStaleMarkers(int loaded) {
        int i = 0;
        while (i < loaded && !StaleMarker.is(values[i])) {
            i++;
        }
        int kept = i;
        for (; i < loaded; i++) {
            if (!StaleMarker.is(values[i])) {
                times[kept] = times[i];
                values[kept] = values[i];
                if (hasStarts) {
                    starts[kept] = starts[i];
                }
                kept++;
            }
        }
        return kept;
    }

    private void findBounds() {
        long end = shape.firstEnd() + shape.reachAhead();
        long start = shape.firstEnd() - shape.range() - shape.reachBack() + (shape.leftClosed() ? -1 : 0);
        int low = 0;
        int high = 0;
        seenSamples = 0;
        for (int step = 0; step < from.length; step++) {
            while (high < size && times[high] <= end) {
                high++;
            }
            while (low < high && times[low] <= start) {
                low++;
            }
            from[step] = low;
            to[step] = high;
            seenSamples += high - low;
            end += shape.endStride();
            start += shape.endStride();
        }
        if (boundTimes.length < size) {
            boundTimes = new long[size + (size >> 1)];
        }
        System.arraycopy(times, 0, boundTimes, 0, size);
        boundSize = size;
    }

    public WindowShape shape() {
        return shape;
    }

    public int steps() {
        return from.length;
    }

    /** The series whose samples these are, metric name included. */
    public Labels series() {
        return series;
    }

    /** The number of samples, over all windows. */
    public int size() {
        return size;
    }

    /** Times of the samples, valid up to {@link #size()}. */
    public long[] times() {
        return times;
    }

    /** Values of the samples, valid up to {@link #size()}. */
    public double[] values() {
        return values;
    }

    /** Whether a sample has a start. */
    boolean hasStarts() {
        return hasStarts;
    }

    /** Starts of the samples, 0 where unknown; there only where {@link #hasStarts()}. */
    long[] starts() {
        return starts;
    }

    /** For each step the index of the first sample in its window. */
    public int[] from() {
        return from;
    }

    /** For each step the index behind the last sample in its window. */
    public int[] to() {
        return to;
    }

    /** Samples in all windows, each counted once per window that sees it. */
    public long seenSamples() {
        return seenSamples;
    }

    /** Says that a function walks over so many samples, which is when a query that has to stop does so. */
    void work(int samples) {
        work += samples;
        if (work > WORK_BETWEEN_CHECKS) {
            work = 0;
            interrupt.run();
        }
    }
}
