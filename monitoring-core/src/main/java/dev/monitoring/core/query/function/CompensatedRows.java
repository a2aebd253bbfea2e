package dev.monitoring.core.query.function;

import java.util.Arrays;

/**
 * {@code sum} and {@code avg}.
 *
 * <h2>Design note</h2>
 *
 * What an addition loses to rounding is computed without a branch (Knuth's TwoSum), so the loop over the steps is vectorized;
 * the value is exactly the one that Neumaier's branch gives, and so the result is Prometheus' to the last bit. The two differ
 * where the sum overflows. A sum that did ends infinite or NaN: a sum is then right as it is; a mean, which Prometheus goes on
 * to compute incrementally, is computed again that way.
 */
final class CompensatedRows implements Accumulator {
    /** What is wanted. */
    enum Result {
        SUM,
        MEAN
    }

    private final int steps;
    private final Result result;
    private final double[] sums;
    private final double[] losses;
    private final int[] counts;
    private int fullRows;
    private boolean careful;
    private boolean[] incremental = {};

    CompensatedRows(int steps, Result result) {
        this.steps = steps;
        this.result = result;
        this.sums = new double[steps];
        this.losses = new double[steps];
        this.counts = new int[steps];
    }

    @Override
    public void begin() {
        Arrays.fill(sums, 0);
        Arrays.fill(losses, 0);
        Arrays.fill(counts, 0);
        fullRows = 0;
        careful = false;
    }

    @Override
    public void beginCarefully() {
        begin();
        careful = true;
        incremental = new boolean[steps];
    }

    @Override
    public void add(double[] row, int present) {
        if (careful) {
            addCarefully(row);
        } else if (present == steps) {
            addFull(row, sums, losses, steps);
            fullRows++;
        } else {
            addPartial(row);
        }
    }

    private static void addFull(double[] row, double[] sums, double[] losses, int length) {
        for (int i = 0; i < length; i++) {
            double sum = sums[i];
            double value = row[i];
            double total = sum + value;
            double rest = total - sum;
            losses[i] += (sum - (total - rest)) + (value - rest);
            sums[i] = total;
        }
    }

    private void addPartial(double[] row) {
        for (int i = 0; i < steps; i++) {
            double value = row[i];
            if (!Absent.is(value)) {
                double sum = sums[i];
                double total = sum + value;
                double rest = total - sum;
                losses[i] += (sum - (total - rest)) + (value - rest);
                sums[i] = total;
                counts[i]++;
            }
        }
    }

    private void addCarefully(double[] row) {
        CompensatedSum sum = new CompensatedSum();
        for (int i = 0; i < steps; i++) {
            if (Absent.is(row[i])) {
                continue;
            }
            double count = ++counts[i];
            if (count == 1) {
                sums[i] = row[i];
                continue;
            }
            if (!incremental[i]) {
                sum.set(sums[i], losses[i]);
                sum.add(row[i]);
                if (!Double.isInfinite(sum.sum())) {
                    sums[i] = sum.sum();
                    losses[i] = sum.lost();
                    continue;
                }
                incremental[i] = true;
                sums[i] /= count - 1;
                losses[i] /= count - 1;
            }
            double share = (count - 1) / count;
            sum.set(share * sums[i], share * losses[i]);
            sum.add(row[i] / count);
            sums[i] = sum.sum();
            losses[i] = sum.lost();
        }
    }

    @Override
    public boolean needsCare() {
        if (result == Result.SUM || careful) {
            return false;
        }
        for (int i = 0; i < steps; i++) {
            if (Double.isInfinite(sums[i]) || Double.isNaN(sums[i])) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int finish(double[] out) {
        int present = 0;
        for (int i = 0; i < steps; i++) {
            int count = fullRows + counts[i];
            if (count == 0) {
                out[i] = Absent.VALUE;
                continue;
            }
            present++;
            if (result == Result.SUM) {
                out[i] = Double.isInfinite(sums[i]) ? sums[i] : sums[i] + losses[i];
            } else {
                out[i] = careful && incremental[i] ? sums[i] + losses[i] : sums[i] / count + losses[i] / count;
            }
        }
        return present;
    }
}
