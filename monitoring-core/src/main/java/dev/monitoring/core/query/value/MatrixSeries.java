package dev.monitoring.core.query.value;

import dev.monitoring.core.model.Labels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One series of a range vector. Immutable as long as nobody writes to its arrays: they are lent, not copied, because results
 * of many thousand points pass through here. Whoever makes one hands the arrays over; whoever reads one must not change them.
 *
 * @param timestamps epoch milliseconds, ascending
 * @param values one for each timestamp
 */
public record MatrixSeries(Labels labels, long[] timestamps, double[] values) {
    public MatrixSeries {
        if (timestamps.length != values.length) {
            throw new IllegalArgumentException("series " + labels + " has " + timestamps.length + " timestamps and "
                    + values.length + " values; give one value for each timestamp");
        }
    }

    /** The number of points. */
    public int size() {
        return timestamps.length;
    }

    /** Equal labels, times and values; NaN equals NaN of the same bits only. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MatrixSeries series
                && labels.equals(series.labels)
                && Arrays.equals(timestamps, series.timestamps)
                && Arrays.equals(bits(values), bits(series.values));
    }

    @Override
    public int hashCode() {
        return 31 * (31 * labels.hashCode() + Arrays.hashCode(timestamps)) + Arrays.hashCode(bits(values));
    }

    private static long[] bits(double[] values) {
        return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(labels.toString());
        for (int i = 0; i < timestamps.length; i++) {
            text.append(' ').append(values[i]).append('@').append(timestamps[i]);
        }
        return text.toString();
    }
}
