package dev.monitoring.core.series;

import java.util.Arrays;

/**
 * A growable run of samples as parallel arrays, made to be reused from series to series. Confined to one thread.
 *
 * <p>A sample may come with its start: the moment since which its counter has been counting. That is rare, so the third
 * array is made with the first sample that has one.
 *
 * <p>The arrays are handed out as they are, because readers walk them in tight loops: entries from 0 to {@link #size()} are
 * valid until the next change to the buffer, which may also replace the arrays.
 */
public final class SampleBuffer {
    private static final int INITIAL_CAPACITY = 128;

    private long[] timestamps = new long[INITIAL_CAPACITY];
    private double[] values = new double[INITIAL_CAPACITY];
    private long[] starts = {};
    private boolean hasStarts;
    private int size;

    public int size() {
        return size;
    }

    /** Times in epoch milliseconds, ascending; valid up to {@link #size()}. */
    public long[] timestamps() {
        return timestamps;
    }

    /** Values; valid up to {@link #size()}. */
    public double[] values() {
        return values;
    }

    /** Whether a sample here has a start. */
    public boolean hasStarts() {
        return hasStarts;
    }

    /** Starts in epoch milliseconds, 0 where unknown; valid up to {@link #size()} where {@link #hasStarts()}. */
    public long[] starts() {
        return starts;
    }

    public void clear() {
        size = 0;
        hasStarts = false;
    }

    /** Appends a sample; the caller keeps times ascending. */
    public void add(long timestampMillis, double value) {
        if (size == timestamps.length) {
            reserve(size + 1);
        }
        if (hasStarts) {
            starts[size] = 0;
        }
        timestamps[size] = timestampMillis;
        values[size++] = value;
    }

    /** Appends a sample whose counter counts since {@code startMillis}; 0 says that nobody knows. */
    public void add(long timestampMillis, double value, long startMillis) {
        add(timestampMillis, value);
        if (startMillis != 0 && !hasStarts) {
            starts = new long[timestamps.length];
            hasStarts = true;
        }
        if (hasStarts) {
            starts[size - 1] = startMillis;
        }
    }

    /** Makes room for {@code capacity} samples in all, keeping those there. */
    public void reserve(int capacity) {
        if (capacity > timestamps.length) {
            int grown = Math.max(capacity, timestamps.length + (timestamps.length >> 1));
            timestamps = Arrays.copyOf(timestamps, grown);
            values = Arrays.copyOf(values, grown);
            if (hasStarts) {
                starts = Arrays.copyOf(starts, grown);
            }
        }
    }

    /**
     * Declares that {@code newSize} entries of the arrays are valid, after a bulk write into them.
     *
     * @throws IllegalArgumentException if that is negative or beyond the arrays; {@link #reserve} first
     */
    public void resize(int newSize) {
        if (newSize < 0 || newSize > timestamps.length) {
            throw new IllegalArgumentException(
                    "size " + newSize + " is outside [0, " + timestamps.length + "]; reserve room first");
        }
        if (hasStarts && newSize > size) {
            Arrays.fill(starts, size, newSize, 0);
        }
        size = newSize;
    }
}
