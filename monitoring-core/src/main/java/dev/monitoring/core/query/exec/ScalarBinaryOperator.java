package dev.monitoring.core.query.exec;

import dev.monitoring.core.query.plan.Operation;

/** A binary operator between two scalars; a comparison yields 0 and 1. */
final class ScalarBinaryOperator extends ScalarOperator {
    private final Operation operation;
    private final Operator left;
    private final Operator right;

    ScalarBinaryOperator(Operation operation, Operator left, Operator right) {
        super(left.steps());
        this.operation = operation;
        this.left = left;
        this.right = right;
    }

    @Override
    void compute(double[] out) {
        double[] second = row(right);
        left.evaluate(0, out);
        Arithmetic.compute(operation, out, second, out, steps());
    }
}
