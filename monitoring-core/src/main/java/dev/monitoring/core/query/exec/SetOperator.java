package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.function.Absent;
import dev.monitoring.core.query.plan.Matching;
import dev.monitoring.core.query.plan.Operation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code and}, {@code unless} and {@code or}: elements with, without, and added to those of the other side. */
final class SetOperator extends Operator {
    private final Operation operation;
    private final RowCache left;
    private final Operator right;
    private final JoinKeys keys;
    private final Groups leftGroups;
    private final Groups rightGroups;
    private final @Nullable StepMask[] masks;
    private final double[] scratch;

    private SetOperator(Context context, Operation operation, Operator left, Operator right, Matching matching) {
        super(left.steps());
        this.operation = operation;
        this.left = new RowCache(context, left);
        this.right = right;
        this.keys = new JoinKeys(left, right, matching);
        this.leftGroups = keys.leftGroups();
        this.rightGroups = keys.rightGroups();
        this.masks = new StepMask[keys.count()];
        this.scratch = new double[left.steps()];
    }

    static Operator of(Context context, Operation operation, Operator left, Operator right, Matching matching) {
        SetOperator operator = new SetOperator(context, operation, left, right, matching);
        return operation == Operation.OR ? MergeOperator.of(operator, MergeOperator.Collision.SAME_STEP) : operator;
    }

    @Override
    int size() {
        return left.size() + (operation == Operation.OR ? right.size() : 0);
    }

    @Override
    Labels labels(int series) {
        return series < left.size() ? left.labels(series) : right.labels(series - left.size());
    }

    @Override
    boolean dropsName(int series) {
        return series < left.size() ? left.dropsName(series) : right.dropsName(series - left.size());
    }

    @Override
    int evaluate(int series, double[] out) {
        if (series >= left.size()) {
            int index = series - left.size();
            int present = right.evaluate(index, out);
            int key = keys.right(index);
            return leftGroups.size(key) == 0 ? present : filter(out, leftMask(key), false);
        }
        int key = keys.left(series);
        if (operation == Operation.OR) {
            // Rows are kept only where the other side will ask for them.
            return (rightGroups.size(key) == 0 ? left.input() : left).evaluate(series, out);
        }
        boolean wanted = operation == Operation.AND;
        if (rightGroups.size(key) == 0) {
            return wanted ? absent(out) : left.input().evaluate(series, out);
        }
        left.input().evaluate(series, out);
        return filter(out, rightMask(key), wanted);
    }

    private int absent(double[] out) {
        for (int step = 0; step < steps(); step++) {
            out[step] = Absent.VALUE;
        }
        return 0;
    }

    /** Leaves the steps whose presence in the mask is as wanted. */
    private int filter(double[] out, StepMask mask, boolean wanted) {
        int present = 0;
        for (int step = 0; step < steps(); step++) {
            if (mask.has(step) != wanted) {
                out[step] = Absent.VALUE;
            } else if (!Absent.is(out[step])) {
                present++;
            }
        }
        return present;
    }

    private StepMask leftMask(int key) {
        if (masks[key] == null) {
            StepMask mask = new StepMask();
            for (int i = 0; i < leftGroups.size(key); i++) {
                mask.add(left.row(leftGroups.member(key, i)), steps());
            }
            masks[key] = mask;
        }
        return Objects.requireNonNull(masks[key]);
    }

    private StepMask rightMask(int key) {
        if (masks[key] == null) {
            StepMask mask = new StepMask();
            for (int i = 0; i < rightGroups.size(key); i++) {
                right.evaluate(rightGroups.member(key, i), scratch);
                mask.add(scratch, steps());
            }
            masks[key] = mask;
        }
        return Objects.requireNonNull(masks[key]);
    }
}
