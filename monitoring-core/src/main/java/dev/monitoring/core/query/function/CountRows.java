package dev.monitoring.core.query.function;

import java.util.Arrays;

/** {@code count} and {@code group}. */
final class CountRows implements Accumulator {
    private final int steps;
    private final boolean counting;
    private final int[] counts;
    private int fullRows;

    private CountRows(int steps, boolean counting) {
        this.steps = steps;
        this.counting = counting;
        this.counts = new int[steps];
    }

    static CountRows counts(int steps) {
        return new CountRows(steps, true);
    }

    static CountRows ones(int steps) {
        return new CountRows(steps, false);
    }

    @Override
    public void begin() {
        Arrays.fill(counts, 0);
        fullRows = 0;
    }

    @Override
    public void add(double[] row, int present) {
        if (present == steps) {
            fullRows++;
            return;
        }
        for (int i = 0; i < steps; i++) {
            counts[i] += Absent.is(row[i]) ? 0 : 1;
        }
    }

    @Override
    public int finish(double[] out) {
        int present = 0;
        for (int i = 0; i < steps; i++) {
            int count = fullRows + counts[i];
            out[i] = count == 0 ? Absent.VALUE : counting ? count : 1;
            present += count == 0 ? 0 : 1;
        }
        return present;
    }
}
