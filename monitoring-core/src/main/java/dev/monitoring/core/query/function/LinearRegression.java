package dev.monitoring.core.query.function;

/** The line through samples with the least squared distance, in compensated sums. Confined to one thread. */
final class LinearRegression {
    private static final double MILLIS_PER_SECOND = 1000;

    private final CompensatedSum sumX = new CompensatedSum();
    private final CompensatedSum sumY = new CompensatedSum();
    private final CompensatedSum sumXY = new CompensatedSum();
    private final CompensatedSum sumXX = new CompensatedSum();
    private double slope;
    private double intercept;

    /** Fits {@code [from, to)}, which is not empty; time counts in seconds from {@code origin}. */
    void fit(long[] times, double[] values, int from, int to, long origin) {
        if (isConstant(values, from, to)) {
            boolean infinite = Double.isInfinite(values[from]);
            slope = infinite ? Double.NaN : 0;
            intercept = infinite ? Double.NaN : values[from];
            return;
        }
        sumX.reset();
        sumY.reset();
        sumXY.reset();
        sumXX.reset();
        for (int i = from; i < to; i++) {
            double x = (times[i] - origin) / MILLIS_PER_SECOND;
            sumX.add(x);
            sumY.add(values[i]);
            sumXY.add(x * values[i]);
            sumXX.add(x * x);
        }
        double n = to - from;
        double x = total(sumX);
        double y = total(sumY);
        double covariance = total(sumXY) - x * y / n;
        double variance = total(sumXX) - x * x / n;
        slope = covariance / variance;
        intercept = y / n - slope * x / n;
    }

    private static double total(CompensatedSum sum) {
        return sum.sum() + sum.lost();
    }

    private static boolean isConstant(double[] values, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            if (values[i] != values[from]) {
                return false;
            }
        }
        return true;
    }

    /** Per second. */
    double slope() {
        return slope;
    }

    /** The line's value at the origin. */
    double intercept() {
        return intercept;
    }
}
