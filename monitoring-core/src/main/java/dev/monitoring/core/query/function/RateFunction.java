package dev.monitoring.core.query.function;

/**
 * {@code rate}, {@code increase} and {@code delta}: last minus first sample, for counters plus what each reset lost,
 * extrapolated to the borders of the window.
 *
 * <h2>Design note</h2>
 *
 * The positions of all resets are found once per series, so a step looks at its two end points and at the few resets between
 * them, however long its window. The loss of each reset is added in order of time, as Prometheus does, for equal rounding. On
 * a regular grid the lengths that extrapolation needs are the same at every step, so the last ones are kept.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/querying/functions/#rate">rate</a>
 */
final class RateFunction implements RangeFunction {
    /** Extrapolate up to a border that is nearer than this many times the mean gap between samples. */
    private static final double NEAR = 1.1;

    private static final double MILLIS_PER_SECOND = 1000;

    private final boolean counter;
    private final boolean perSecond;
    private final boolean zeroFirst;
    private final CallSite site;
    private final CounterResets resets = new CounterResets();

    // The lengths of the last window, in seconds, and what they were computed from.
    private long lastToStart = -1;
    private long lastToEnd;
    private long lastSpan;
    private int lastGaps;
    private double sampled;
    private double toStart;
    private double toEnd;
    private double threshold;
    private double halfGap;
    private double factor;

    /** @param zeroFirst whether a counter's zero point is considered before the threshold, as before Prometheus 2.51 */
    RateFunction(boolean counter, boolean perSecond, boolean zeroFirst, CallSite site) {
        this.counter = counter;
        this.perSecond = perSecond;
        this.zeroFirst = zeroFirst;
        this.site = site;
    }

    @Override
    public int apply(Windows windows, double[] out) {
        int[] from = windows.from();
        int[] to = windows.to();
        boolean starts = counter && windows.hasStarts();
        if (counter) {
            resets.find(windows);
            if (starts && CounterResets.hasOverlap(windows)) {
                String metric = windows.series().metricName();
                site.remarks()
                        .accept(Remarks.overlappingStart(
                                metric, site.arguments().get(0)));
            }
        }
        int present = 0;
        for (int step = 0; step < windows.steps(); step++) {
            int first = from[step];
            int last = to[step] - 1;
            if (starts && first <= last && startsInside(windows, step, first)) {
                out[step] = sinceStart(windows, step, first, last);
                present++;
            } else if (first >= last) {
                out[step] = Absent.VALUE;
            } else {
                out[step] = extrapolated(windows, step, first, last);
                present++;
            }
        }
        return present;
    }

    private double extrapolated(Windows windows, int step, int first, int last) {
        double[] values = windows.values();
        double increase = values[last] - values[first];
        if (counter) {
            increase = resets.add(increase, values, first, last);
        }
        measure(windows, step, windows.times()[first], windows.times()[last], last - first);
        double scale = factor;
        if (counter && increase > 0 && values[first] >= 0) {
            double toZero = sampled * (values[first] / increase);
            if (toZero < (zeroFirst ? toStart : leftExtension())) {
                scale = scaleFromZero(windows.shape(), toZero);
            }
        }
        return increase * scale;
    }

    private double leftExtension() {
        return toStart >= threshold ? halfGap : toStart;
    }

    private double scaleFromZero(WindowShape shape, double toZero) {
        double left = zeroFirst && toZero >= threshold ? halfGap : toZero;
        return perSecond(shape, (sampled + left + (toEnd >= threshold ? halfGap : toEnd)) / sampled);
    }

    private double perSecond(WindowShape shape, double scale) {
        return perSecond ? scale / (shape.range() / MILLIS_PER_SECOND) : scale;
    }

    private void measure(Windows windows, int step, long firstTime, long lastTime, int gaps) {
        WindowShape shape = windows.shape();
        long end = shape.end(step);
        long millisToStart = firstTime - (end - shape.range());
        long millisToEnd = end - lastTime;
        long span = lastTime - firstTime;
        if (millisToStart == lastToStart && millisToEnd == lastToEnd && span == lastSpan && gaps == lastGaps) {
            return;
        }
        lastToStart = millisToStart;
        lastToEnd = millisToEnd;
        lastSpan = span;
        lastGaps = gaps;
        toStart = millisToStart / MILLIS_PER_SECOND;
        toEnd = millisToEnd / MILLIS_PER_SECOND;
        sampled = span / MILLIS_PER_SECOND;
        double gap = gaps == 0 ? 0 : sampled / gaps;
        threshold = gap * NEAR;
        halfGap = gap / 2;
        factor = perSecond(shape, (sampled + leftExtension() + (toEnd >= threshold ? halfGap : toEnd)) / sampled);
    }

    /** Whether the first sample of the window began to count inside the window. */
    private static boolean startsInside(Windows windows, int step, int first) {
        long start = windows.starts()[first];
        WindowShape shape = windows.shape();
        return start > shape.end(step) - shape.range() && start != 0 && start < windows.times()[first];
    }

    /** The counter was zero at a known moment inside the window: count from there, and extrapolate to the right only. */
    private double sinceStart(Windows windows, int step, int first, int last) {
        double[] values = windows.values();
        double increase = resets.add(values[last] - values[first], values, first, last) + values[first];
        WindowShape shape = windows.shape();
        lastToStart = -1;
        measure(windows, step, windows.times()[first], windows.times()[last], last - first);
        lastToStart = -1;
        double covered = (windows.times()[last] - windows.starts()[first]) / MILLIS_PER_SECOND;
        double right = toEnd >= threshold ? halfGap : toEnd;
        return increase * perSecond(shape, (covered + right) / covered);
    }
}
