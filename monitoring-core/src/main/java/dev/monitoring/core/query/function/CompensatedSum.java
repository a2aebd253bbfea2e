package dev.monitoring.core.query.function;

/**
 * Sums that keep what rounding loses (Neumaier 1974), step by step as Prometheus computes them, so that results agree to the
 * last bit. Confined to one thread.
 *
 * @see <a href="https://en.wikipedia.org/wiki/Kahan_summation_algorithm#Further_enhancements">Neumaier's variant</a>
 */
final class CompensatedSum {
    private double sum;
    private double lost;

    void reset() {
        reset(0);
    }

    void reset(double start) {
        sum = start;
        lost = 0;
    }

    void set(double newSum, double newLost) {
        sum = newSum;
        lost = newLost;
    }

    void add(double value) {
        double total = sum + value;
        if (Double.isInfinite(total)) {
            lost = 0;
        } else if (Math.abs(sum) >= Math.abs(value)) {
            lost += (sum - total) + value;
        } else {
            lost += (value - total) + sum;
        }
        sum = total;
    }

    double sum() {
        return sum;
    }

    double lost() {
        return lost;
    }

    /** The sum with what was lost. */
    double value() {
        return Double.isInfinite(sum) ? sum : sum + lost;
    }

    /** The sum of {@code values[from..to)}, as {@code sum_over_time} has it. */
    static double of(double[] values, int from, int to) {
        double sum = 0;
        double lost = 0;
        for (int i = from; i < to; i++) {
            double value = values[i];
            double total = sum + value;
            if (Double.isInfinite(total)) {
                lost = 0;
            } else if (Math.abs(sum) >= Math.abs(value)) {
                lost += (sum - total) + value;
            } else {
                lost += (value - total) + sum;
            }
            sum = total;
        }
        return Double.isInfinite(sum) ? sum : sum + lost;
    }

    /**
     * The mean of {@code values[from..to)}, which is not empty: sum over count, unless the sum overflows, from where on the
     * mean itself is updated.
     */
    static double meanOf(double[] values, int from, int to) {
        double sum = values[from];
        double lost = 0;
        for (int i = from + 1; i < to; i++) {
            double value = values[i];
            double total = sum + value;
            if (Double.isInfinite(total)) {
                return incrementalMean(values, from, i, to, sum, lost);
            } else if (Math.abs(sum) >= Math.abs(value)) {
                lost += (sum - total) + value;
            } else {
                lost += (value - total) + sum;
            }
            sum = total;
        }
        double count = to - from;
        return sum / count + lost / count;
    }

    private static double incrementalMean(double[] values, int from, int next, int to, double sum, double lost) {
        CompensatedSum mean = new CompensatedSum();
        double before = next - from;
        mean.set(sum / before, lost / before);
        for (int i = next; i < to; i++) {
            double count = i - from + 1.0;
            double share = (count - 1) / count;
            mean.set(share * mean.sum(), share * mean.lost());
            mean.add(values[i] / count);
        }
        return mean.sum() + mean.lost();
    }
}
