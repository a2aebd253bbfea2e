package dev.monitoring.core.query.function;

import java.util.Arrays;

/**
 * {@code quantile_over_time}.
 *
 * <h2>Design note</h2>
 *
 * Sorting each window costs the most of any function. Consecutive windows share nearly all samples, so the samples of the
 * window are kept sorted, and each step takes out those that leave and puts in those that enter. Where the quantile is one of
 * the two largest or smallest (0.99 of 60 samples is), one pass over the window for those two is cheaper still.
 */
final class QuantileOverTime implements RangeFunction {
    private final double[] quantiles;
    private final CallSite site;
    private final EvenWindows even = new EvenWindows();
    private double[] largest = {};
    private double[] second = {};
    private double[] sorted = new double[64];
    private int numbers;
    private int notNumbers;
    private int keptFrom;
    private int keptTo;

    /** @param quantiles the quantile of each step */
    QuantileOverTime(double[] quantiles, CallSite site) {
        this.quantiles = quantiles;
        this.site = site;
    }

    @Override
    public int apply(Windows windows, double[] out) {
        int[] from = windows.from();
        int[] to = windows.to();
        double[] values = windows.values();
        boolean sideBySide = even.find(windows) && areLarge() && allNumbers(windows);
        int oneByOne = sideBySide ? even.firstStep() : windows.steps();
        int present = 0;
        forget(0);
        for (int step = 0; step < oneByOne; step++) {
            if (from[step] == to[step]) {
                out[step] = Absent.VALUE;
                continue;
            }
            present++;
            windows.work(to[step] - from[step]);
            out[step] = valueAt(quantiles[step], values, from[step], to[step]);
        }
        if (!sideBySide) {
            return present;
        }
        applySideBySide(windows, out);
        return present + even.count();
    }

    /** Whether all quantiles lie between the two largest values of their windows. */
    private boolean areLarge() {
        for (int step = even.firstStep(); step < quantiles.length; step++) {
            double quantile = quantiles[step];
            if (!(quantile <= 1 && even.length() - (int) (quantile * (even.length() - 1)) <= 2)) {
                return false;
            }
        }
        return true;
    }

    private static boolean allNumbers(Windows windows) {
        double[] values = windows.values();
        for (int i = 0; i < windows.size(); i++) {
            if (Double.isNaN(values[i])) {
                return false;
            }
        }
        return true;
    }

    private void applySideBySide(Windows windows, double[] out) {
        int count = even.count();
        windows.work(count * even.length());
        if (largest.length < count) {
            largest = new double[count];
            second = new double[count];
        }
        even.load(windows);
        even.largest(largest, second);
        for (int i = 0; i < count; i++) {
            int step = even.firstStep() + i;
            out[step] = between(quantiles[step], even.length(), second[i], largest[i]);
        }
    }

    private double valueAt(double quantile, double[] values, int from, int to) {
        if (!(quantile >= 0 && quantile <= 1)) {
            site.remarks()
                    .accept(Remarks.invalidQuantile(quantile, site.arguments().get(0)));
            return Quantiles.of(quantile, values, to - from);
        }
        int size = to - from;
        int lower = (int) (quantile * (size - 1));
        if (size - lower <= 2) {
            double result = amongLargest(quantile, values, from, to);
            if (!Absent.is(result)) {
                return result;
            }
        }
        slideTo(values, from, to);
        return Quantiles.ofSorted(quantile, sorted, numbers, notNumbers);
    }

    /** The quantile where it lies between the two largest values; absent where a NaN is among the values. */
    private static double amongLargest(double quantile, double[] values, int from, int to) {
        double largest = Double.NEGATIVE_INFINITY;
        double second = Double.NEGATIVE_INFINITY;
        boolean allNumbers = true;
        for (int i = from; i < to; i++) {
            double value = values[i];
            if (value > second) {
                if (value > largest) {
                    second = largest;
                    largest = value;
                } else {
                    second = value;
                }
            } else {
                allNumbers &= !Double.isNaN(value);
            }
        }
        if (!allNumbers) {
            return Absent.VALUE;
        }
        return between(quantile, to - from, second, largest);
    }

    private static double between(double quantile, int size, double second, double largest) {
        double rank = quantile * (size - 1);
        double weight = rank - Math.floor(rank);
        double low = (int) rank == size - 1 ? largest : second;
        return low * (1 - weight) + largest * weight;
    }

    private void slideTo(double[] values, int from, int to) {
        int leaving = from - keptFrom;
        int entering = to - keptTo;
        if (from >= keptTo || 4 * (leaving + entering) > to - from) {
            forget(from);
            load(values, from, to);
            return;
        }
        for (int i = keptFrom; i < from; i++) {
            remove(values[i]);
        }
        for (int i = keptTo; i < to; i++) {
            insert(values[i]);
        }
        keptFrom = from;
        keptTo = to;
    }

    private void forget(int at) {
        numbers = 0;
        notNumbers = 0;
        keptFrom = at;
        keptTo = at;
    }

    private void load(double[] values, int from, int to) {
        makeRoom(to - from);
        for (int i = from; i < to; i++) {
            if (Double.isNaN(values[i])) {
                notNumbers++;
            } else {
                sorted[numbers++] = values[i];
            }
        }
        Arrays.sort(sorted, 0, numbers);
        keptTo = to;
    }

    private void insert(double value) {
        if (Double.isNaN(value)) {
            notNumbers++;
            return;
        }
        makeRoom(numbers + 1);
        int at = Arrays.binarySearch(sorted, 0, numbers, value);
        int index = at < 0 ? -at - 1 : at;
        System.arraycopy(sorted, index, sorted, index + 1, numbers - index);
        sorted[index] = value;
        numbers++;
    }

    private void remove(double value) {
        if (Double.isNaN(value)) {
            notNumbers--;
            return;
        }
        int index = Arrays.binarySearch(sorted, 0, numbers, value);
        numbers--;
        System.arraycopy(sorted, index + 1, sorted, index, numbers - index);
    }

    private void makeRoom(int size) {
        if (size > sorted.length) {
            sorted = Arrays.copyOf(sorted, Math.max(size, 2 * sorted.length));
        }
    }
}
