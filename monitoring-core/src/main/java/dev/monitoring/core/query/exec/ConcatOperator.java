package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import java.util.List;

/** The series of several operators, each with one label set to the same value. */
final class ConcatOperator extends Operator {
    private final List<? extends Operator> parts;
    private final Labels[] labels;
    private final int[] partOf;
    private final int[] indexOf;

    private ConcatOperator(List<? extends Operator> parts, String label, List<String> values) {
        super(parts.get(0).steps());
        this.parts = parts;
        int size = parts.stream().mapToInt(Operator::size).sum();
        this.labels = new Labels[size];
        this.partOf = new int[size];
        this.indexOf = new int[size];
        int next = 0;
        for (int part = 0; part < parts.size(); part++) {
            for (int i = 0; i < parts.get(part).size(); i++) {
                labels[next] = parts.get(part).labels(i).with(label, values.get(part));
                partOf[next] = part;
                indexOf[next++] = i;
            }
        }
    }

    /** @param values the value of the label for each part */
    static Operator of(List<? extends Operator> parts, String label, List<String> values) {
        return MergeOperator.of(new ConcatOperator(parts, label, values), MergeOperator.Collision.SAME_STEP);
    }

    @Override
    int size() {
        return labels.length;
    }

    @Override
    Labels labels(int series) {
        return labels[series];
    }

    @Override
    boolean dropsName(int series) {
        return parts.get(partOf[series]).dropsName(indexOf[series]);
    }

    @Override
    int evaluate(int series, double[] out) {
        return parts.get(partOf[series]).evaluate(indexOf[series], out);
    }
}
