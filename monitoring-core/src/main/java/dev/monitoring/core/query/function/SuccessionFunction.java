package dev.monitoring.core.query.function;

/**
 * {@code changes} and {@code resets}: how often a sample differs from the one before, or is smaller.
 *
 * <p>The events before each sample are counted once per series, so a step subtracts two counts, however long its window.
 */
final class SuccessionFunction implements RangeFunction {
    private final boolean resets;
    private final boolean anchored;
    private int[] before = new int[64];

    SuccessionFunction(boolean resets, boolean anchored) {
        this.resets = resets;
        this.anchored = anchored;
    }

    @Override
    public int apply(Windows windows, double[] out) {
        count(windows);
        int present = 0;
        for (int step = 0; step < windows.steps(); step++) {
            int first = windows.from()[step];
            int last = windows.to()[step] - 1;
            if (anchored && first <= last) {
                long start = windows.shape().end(step) - windows.shape().range();
                first = windows.times()[last] <= start
                        ? last + 1
                        : BoundedRateFunction.anchor(windows.times(), first, last + 1, start);
            }
            if (first > last) {
                out[step] = Absent.VALUE;
            } else {
                out[step] = before[last] - before[first];
                present++;
            }
        }
        return present;
    }

    private void count(Windows windows) {
        int size = windows.size();
        if (before.length < size) {
            before = new int[windows.times().length];
        }
        double[] values = windows.values();
        int events = 0;
        for (int i = 0; i < size; i++) {
            if (i > 0 && (resets ? isReset(windows, i) : isChange(values[i - 1], values[i]))) {
                events++;
            }
            before[i] = events;
        }
    }

    private static boolean isReset(Windows windows, int index) {
        return windows.values()[index] < windows.values()[index - 1]
                || windows.hasStarts() && CounterResets.isRestart(windows, index);
    }

    private static boolean isChange(double previous, double current) {
        return current != previous && !(Double.isNaN(current) && Double.isNaN(previous));
    }
}
