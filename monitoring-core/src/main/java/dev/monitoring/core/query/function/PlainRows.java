package dev.monitoring.core.query.function;

import java.util.Arrays;

/** {@code sum} and {@code avg} as Prometheus 2.42 computes them, without compensation; a mean is updated row by row. */
final class PlainRows implements Accumulator {
    private final int steps;
    private final boolean mean;
    private final double[] results;
    private final int[] counts;

    private PlainRows(int steps, boolean mean) {
        this.steps = steps;
        this.mean = mean;
        this.results = new double[steps];
        this.counts = new int[steps];
    }

    static PlainRows sums(int steps) {
        return new PlainRows(steps, false);
    }

    static PlainRows means(int steps) {
        return new PlainRows(steps, true);
    }

    @Override
    public void begin() {
        Arrays.fill(counts, 0);
    }

    @Override
    public void add(double[] row, int present) {
        for (int i = 0; i < steps; i++) {
            if (!Absent.is(row[i])) {
                counts[i]++;
                results[i] =
                        counts[i] == 1 ? row[i] : mean ? meanWith(results[i], row[i], counts[i]) : results[i] + row[i];
            }
        }
    }

    private static double meanWith(double mean, double value, int count) {
        if (Double.isInfinite(mean)) {
            boolean same = Double.isInfinite(value) && (mean > 0) == (value > 0);
            if (same || !Double.isInfinite(value) && !Double.isNaN(value)) {
                return mean;
            }
        }
        return mean + (value / count - mean / count);
    }

    @Override
    public int finish(double[] out) {
        int present = 0;
        for (int i = 0; i < steps; i++) {
            out[i] = counts[i] == 0 ? Absent.VALUE : results[i];
            present += counts[i] == 0 ? 0 : 1;
        }
        return present;
    }
}
