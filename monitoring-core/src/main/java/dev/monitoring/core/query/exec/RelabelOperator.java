package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.function.LabelReplacement;

/** The series of another operator with one label computed anew. */
final class RelabelOperator extends UnaryOperator {
    private final LabelReplacement replacement;
    private final Labels[] labels;

    private RelabelOperator(Operator input, LabelReplacement replacement) {
        super(input);
        this.replacement = replacement;
        this.labels = new Labels[input.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = replacement.apply(input.labels(i));
        }
    }

    static Operator of(Operator input, LabelReplacement replacement) {
        return MergeOperator.of(new RelabelOperator(input, replacement), MergeOperator.Collision.SAME_STEP);
    }

    @Override
    Labels labels(int series) {
        return labels[series];
    }

    @Override
    boolean dropsName(int series) {
        return input().dropsName(series) && !replacement.setsMetricName(input().labels(series));
    }

    @Override
    int evaluate(int series, double[] out) {
        return input().evaluate(series, out);
    }
}
