package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.function.Absent;
import dev.monitoring.core.query.function.ClassicHistogram;
import dev.monitoring.core.query.function.MonotonicityFixes;
import dev.monitoring.core.query.function.Remarks;
import dev.monitoring.core.query.value.Position;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A function of classic histograms: buckets that differ in {@code le} only make one histogram, which yields one number. */
final class HistogramOperator extends Operator {
    /** The function. */
    @FunctionalInterface
    interface HistogramFunction {
        double apply(ClassicHistogram histogram, int step);
    }

    private static final String BOUND_LABEL = "le";

    /** The buckets of one histogram, in ascending order of their bounds. */
    private record Histogram(Labels labels, int[] series, double[] bounds, ClassicHistogram buckets) {}

    private final Context context;
    private final Operator input;
    private final HistogramFunction function;
    private final Position vector;
    private final List<Histogram> histograms = new ArrayList<>();

    /** @param vector where the vector of buckets stands */
    HistogramOperator(Context context, Operator input, HistogramFunction function, Position vector) {
        super(input.steps());
        this.context = context;
        this.input = input;
        this.function = function;
        this.vector = vector;
        LabelKeys keys = LabelKeys.ignoring(List.of(BOUND_LABEL));
        double[] bounds = new double[input.size()];
        int[] groupOf = new int[input.size()];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = ClassicHistogram.bound(input.labels(i).valueOrEmpty(BOUND_LABEL));
            groupOf[i] = keys.of(input.labels(i));
            if (Double.isNaN(bounds[i])) {
                remarkUnreadable(i);
            }
        }
        Groups groups = new Groups(groupOf, keys.size());
        for (int group = 0; group < groups.count(); group++) {
            addHistogram(keys.common(group), groups, group, bounds);
        }
    }

    private void addHistogram(Labels labels, Groups groups, int group, double[] bounds) {
        int[] readable = new int[groups.size(group)];
        int count = 0;
        for (int i = 0; i < readable.length; i++) {
            if (!Double.isNaN(bounds[groups.member(group, i)])) {
                readable[count++] = groups.member(group, i);
            }
        }
        if (count == 0) {
            return;
        }
        int[] members = Arrays.copyOf(readable, count);
        double[] own = Arrays.stream(members).mapToDouble(i -> bounds[i]).toArray();
        int[] order = ClassicHistogram.ascending(own);
        String metric = context.options().delayedNameRemoval() ? labels.metricName() : "";
        MonotonicityFixes fixes = context.fixes(metric, vector);
        histograms.add(new Histogram(
                labels,
                Arrays.stream(order).map(i -> members[i]).toArray(),
                Arrays.stream(order).mapToDouble(i -> own[i]).toArray(),
                new ClassicHistogram(count, context.options().version2(), fixes)));
    }

    @Override
    int size() {
        return histograms.size();
    }

    @Override
    Labels labels(int series) {
        return histograms.get(series).labels;
    }

    @Override
    int evaluate(int series, double[] out) {
        Histogram histogram = histograms.get(series);
        long cells = (long) histogram.series.length * steps();
        context.budget().hold(cells);
        double[][] rows = new double[histogram.series.length][steps()];
        for (int i = 0; i < rows.length; i++) {
            input.evaluate(histogram.series[i], rows[i]);
        }
        ClassicHistogram buckets = histogram.buckets;
        int present = 0;
        for (int step = 0; step < steps(); step++) {
            buckets.clear();
            for (int i = 0; i < rows.length; i++) {
                if (!Absent.is(rows[i][step])) {
                    buckets.add(histogram.bounds[i], rows[i][step]);
                }
            }
            out[step] = buckets.isEmpty() ? Absent.VALUE : function.apply(buckets, step);
            present += buckets.isEmpty() ? 0 : 1;
        }
        context.budget().release(cells);
        return present;
    }

    /** Remarks on a series without a readable bound, if it has values. */
    private void remarkUnreadable(int series) {
        if (input.evaluate(series, new double[steps()]) > 0) {
            Labels labels = input.labels(series);
            String metric = context.options().delayedNameRemoval() ? labels.metricName() : "";
            context.remark(Remarks.badBucketLabel(metric, labels.valueOrEmpty(BOUND_LABEL), vector));
        }
    }
}
