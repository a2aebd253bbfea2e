package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import org.jspecify.annotations.Nullable;

/** The series of another operator without their metric names: dropped at once, or marked to be dropped at the end. */
final class NamelessOperator extends UnaryOperator {
    private final boolean delayed;

    /** Made when asked for: most conditions of alerts hold for few series, and only theirs are needed. */
    private @Nullable Labels[] labels = {};

    private NamelessOperator(Operator input, boolean delayed) {
        super(input);
        this.delayed = delayed;
    }

    /** Series that are the same without their names become one, where no step has a value of two of them. */
    static Operator of(Operator input, Context context) {
        return of(input, context, MergeOperator.Collision.SAME_STEP);
    }

    static Operator of(Operator input, Context context, MergeOperator.Collision collision) {
        boolean delayed = context.options().delayedNameRemoval();
        boolean unique = delayed || MetricNames.isSame(input);
        NamelessOperator nameless = new NamelessOperator(input, delayed);
        return unique ? nameless : MergeOperator.of(nameless, collision);
    }

    @Override
    Labels labels(int series) {
        if (labels.length == 0) {
            labels = new Labels[input().size()];
        }
        Labels own = labels[series];
        if (own == null) {
            own = delayed ? input().labels(series) : MetricNames.drop(input().labels(series));
            labels[series] = own;
        }
        return own;
    }

    @Override
    Labels labelsBesidesName(int series) {
        return input().labelsBesidesName(series);
    }

    @Override
    boolean dropsName(int series) {
        return true;
    }

    @Override
    int evaluate(int series, double[] out) {
        return input().evaluate(series, out);
    }
}
