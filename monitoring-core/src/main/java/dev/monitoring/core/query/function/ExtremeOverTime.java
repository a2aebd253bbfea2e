package dev.monitoring.core.query.function;

/**
 * {@code min_over_time} and {@code max_over_time}: NaN only where all samples of the window are NaN.
 *
 * <h2>Design note</h2>
 *
 * The candidates for the extreme of this window and the next ones are kept in order (the monotonic deque of sliding-window
 * minima): a sample that enters drives out all that it beats, so each sample enters and leaves once, however long the window.
 */
final class ExtremeOverTime implements RangeFunction {
    private final boolean largest;
    private int[] candidates = new int[64];

    private ExtremeOverTime(boolean largest) {
        this.largest = largest;
    }

    static ExtremeOverTime min() {
        return new ExtremeOverTime(false);
    }

    static ExtremeOverTime max() {
        return new ExtremeOverTime(true);
    }

    @Override
    public int apply(Windows windows, double[] out) {
        int[] from = windows.from();
        int[] to = windows.to();
        double[] values = windows.values();
        if (candidates.length < windows.size()) {
            candidates = new int[windows.times().length];
        }
        int head = 0;
        int tail = 0;
        int next = 0;
        int present = 0;
        for (int step = 0; step < windows.steps(); step++) {
            int low = from[step];
            int high = to[step];
            if (next < low) {
                next = low;
                head = tail;
            }
            for (; next < high; next++) {
                double value = values[next];
                if (!Double.isNaN(value)) {
                    while (tail > head && beats(value, values[candidates[tail - 1]])) {
                        tail--;
                    }
                    candidates[tail++] = next;
                }
            }
            while (head < tail && candidates[head] < low) {
                head++;
            }
            if (low == high) {
                out[step] = Absent.VALUE;
            } else {
                out[step] = head < tail ? values[candidates[head]] : Double.NaN;
                present++;
            }
        }
        return present;
    }

    private boolean beats(double value, double other) {
        return largest ? value > other : value < other;
    }
}
