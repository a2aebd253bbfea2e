package dev.monitoring.core.query.function;

import java.util.Arrays;

/**
 * Quantiles of a few values: rank {@code q·(n−1)}, linear between neighbours, NaN below every number; q outside [0, 1] gives
 * an infinity.
 */
public final class Quantiles {
    private Quantiles() {}

    /** The quantile of the first {@code size} values, which are reordered. */
    public static double of(double quantile, double[] values, int size) {
        if (size == 0 || Double.isNaN(quantile)) {
            return Double.NaN;
        }
        if (quantile < 0) {
            return Double.NEGATIVE_INFINITY;
        }
        if (quantile > 1) {
            return Double.POSITIVE_INFINITY;
        }
        // NaN sorts last here and first in Prometheus, so indexes shift by the number of NaN.
        Arrays.sort(values, 0, size);
        int numbers = size;
        while (numbers > 0 && Double.isNaN(values[numbers - 1])) {
            numbers--;
        }
        return ofSorted(quantile, values, numbers, size - numbers);
    }

    /**
     * The quantile of sorted numbers and a few NaN.
     *
     * @param quantile in [0, 1]
     * @param sorted ascending numbers, {@code numbers} of them
     */
    static double ofSorted(double quantile, double[] sorted, int numbers, int notNumbers) {
        int size = numbers + notNumbers;
        double rank = quantile * (size - 1);
        double floor = Math.floor(rank);
        int lower = (int) Math.max(0, floor);
        int upper = Math.min(size - 1, lower + 1);
        double weight = rank - floor;
        double low = lower < notNumbers ? Double.NaN : sorted[lower - notNumbers];
        double high = upper < notNumbers ? Double.NaN : sorted[upper - notNumbers];
        return low * (1 - weight) + high * weight;
    }
}
