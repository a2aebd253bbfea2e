package dev.monitoring.core.query.function;

/** {@code sum_over_time} and {@code avg_over_time}, with compensation. */
final class SumOverTime implements RangeFunction {
    private final boolean mean;
    private final EvenWindows even = new EvenWindows();
    private double[] sums = {};
    private double[] losses = {};

    private SumOverTime(boolean mean) {
        this.mean = mean;
    }

    static SumOverTime sum() {
        return new SumOverTime(false);
    }

    static SumOverTime mean() {
        return new SumOverTime(true);
    }

    @Override
    public int apply(Windows windows, double[] out) {
        boolean sideBySide = even.find(windows);
        int oneByOne = sideBySide ? even.firstStep() : windows.steps();
        int present = 0;
        for (int step = 0; step < oneByOne; step++) {
            int from = windows.from()[step];
            int to = windows.to()[step];
            windows.work(to - from);
            out[step] = from == to ? Absent.VALUE : valueOf(windows.values(), from, to);
            present += from == to ? 0 : 1;
        }
        if (!sideBySide) {
            return present;
        }
        applySideBySide(windows, out);
        return present + even.count();
    }

    private void applySideBySide(Windows windows, double[] out) {
        int count = even.count();
        windows.work(count * even.length());
        if (sums.length < count) {
            sums = new double[count];
            losses = new double[count];
        }
        even.load(windows);
        even.sum(sums, losses);
        int first = even.firstStep();
        double length = even.length();
        for (int i = 0; i < count; i++) {
            double value = mean ? sums[i] / length + losses[i] / length : sums[i] + losses[i];
            // A sum that overflowed, or took in an infinity, says nothing of what was lost.
            out[first + i] = Double.isNaN(value) || Double.isInfinite(value)
                    ? valueOf(windows.values(), windows.from()[first + i], windows.to()[first + i])
                    : value;
        }
    }

    private double valueOf(double[] values, int from, int to) {
        return mean ? CompensatedSum.meanOf(values, from, to) : CompensatedSum.of(values, from, to);
    }
}
