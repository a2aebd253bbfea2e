package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.plan.Operation;

/** A binary operator between each element of a vector and a scalar. */
final class VectorScalarOperator extends UnaryOperator {
    private final Operation operation;
    private final double[] scalar;
    private final boolean scalarFirst;
    private final boolean returnsBool;

    private VectorScalarOperator(
            Operation operation, Operator vector, double[] scalar, boolean scalarFirst, boolean returnsBool) {
        super(vector);
        this.operation = operation;
        this.scalar = scalar;
        this.scalarFirst = scalarFirst;
        this.returnsBool = returnsBool;
    }

    /** @param scalarFirst whether the scalar is the left operand */
    static Operator of(
            Context context,
            Operation operation,
            Operator vector,
            Operator scalar,
            boolean scalarFirst,
            boolean returnsBool) {
        Operator operator =
                new VectorScalarOperator(operation, vector, ScalarOperator.row(scalar), scalarFirst, returnsBool);
        return operation.changesMeaning() || returnsBool ? NamelessOperator.of(operator, context) : operator;
    }

    @Override
    Labels labelsBesidesName(int series) {
        return input().labelsBesidesName(series);
    }

    @Override
    int evaluate(int series, double[] out) {
        int present = input().evaluate(series, out);
        if (present == 0) {
            return 0;
        }
        double[] left = scalarFirst ? scalar : out;
        double[] right = scalarFirst ? out : scalar;
        if (operation.isComparison()) {
            return Arithmetic.compare(operation, left, right, returnsBool ? null : out, out, steps());
        }
        if (present == steps()) {
            Arithmetic.compute(operation, left, right, out, steps());
            return present;
        }
        return Arithmetic.computePartial(operation, left, right, out, steps());
    }
}
