package dev.monitoring.core.api;

import java.util.Arrays;
import java.util.Optional;

/**
 * A figure over a window, summed up. Immutable.
 *
 * @param avg the mean of the points
 * @param p95 the 0.95 quantile, interpolated between points as PromQL's {@code quantile} does
 */
record WindowStatistics(double min, double avg, double max, double p95) {
    private static final double QUANTILE = 0.95;

    /** Of the finite ones among {@code values}; nothing where there are none. */
    static Optional<WindowStatistics> of(double[] values) {
        double[] sorted =
                Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        if (sorted.length == 0) {
            return Optional.empty();
        }
        double rank = QUANTILE * (sorted.length - 1);
        int below = (int) Math.floor(rank);
        int above = Math.min(below + 1, sorted.length - 1);
        double weight = rank - below;
        double p95 = sorted[below] * (1 - weight) + sorted[above] * weight;
        double avg = Arrays.stream(sorted).average().orElseThrow();
        return Optional.of(new WindowStatistics(sorted[0], avg, sorted[sorted.length - 1], p95));
    }
}
