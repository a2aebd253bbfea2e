package dev.monitoring.core.query.function;

import java.util.Arrays;

/** {@code min} and {@code max}: NaN only where all values are NaN. */
final class ExtremeRows implements Accumulator {
    private final int steps;
    private final boolean largest;
    private final double[] extremes;

    ExtremeRows(int steps, boolean largest) {
        this.steps = steps;
        this.largest = largest;
        this.extremes = new double[steps];
    }

    @Override
    public void begin() {
        Arrays.fill(extremes, Absent.VALUE);
    }

    @Override
    public void add(double[] row, int present) {
        for (int i = 0; i < steps; i++) {
            double value = row[i];
            double extreme = extremes[i];
            boolean better = largest ? value > extreme : value < extreme;
            // The mark of absence is NaN too: anything present replaces it, and it replaces only itself.
            if (better || Double.isNaN(extreme) && !Absent.is(value)) {
                extremes[i] = value;
            }
        }
    }

    @Override
    public int finish(double[] out) {
        System.arraycopy(extremes, 0, out, 0, steps);
        return Absent.countPresent(out, steps);
    }
}
