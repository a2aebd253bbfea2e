package dev.monitoring.core.query.function;

import java.util.Arrays;

/** {@code stdvar} and {@code stddev}, by Welford's update of mean and squared distances. */
final class VarianceRows implements Accumulator {
    private final int steps;
    private final boolean root;
    private final double[] means;
    private final double[] squares;
    private final int[] counts;

    VarianceRows(int steps, boolean root) {
        this.steps = steps;
        this.root = root;
        this.means = new double[steps];
        this.squares = new double[steps];
        this.counts = new int[steps];
    }

    @Override
    public void begin() {
        Arrays.fill(counts, 0);
    }

    @Override
    public void add(double[] row, int present) {
        for (int i = 0; i < steps; i++) {
            double value = row[i];
            if (Absent.is(value)) {
                continue;
            }
            int count = ++counts[i];
            if (count == 1) {
                means[i] = value;
                squares[i] = Double.isNaN(value) || Double.isInfinite(value) ? Double.NaN : 0;
            } else {
                double delta = value - means[i];
                means[i] += delta / count;
                squares[i] += delta * (value - means[i]);
            }
        }
    }

    @Override
    public int finish(double[] out) {
        int present = 0;
        for (int i = 0; i < steps; i++) {
            if (counts[i] == 0) {
                out[i] = Absent.VALUE;
            } else {
                double variance = squares[i] / counts[i];
                out[i] = root ? Math.sqrt(variance) : variance;
                present++;
            }
        }
        return present;
    }
}
