package dev.monitoring.core.query.exec;

import dev.monitoring.core.query.function.Absent;
import java.util.function.DoubleUnaryOperator;

/** A function of one number, applied to every value. */
final class ElementOperator extends UnaryOperator {
    private final DoubleUnaryOperator function;

    ElementOperator(Operator input, DoubleUnaryOperator function) {
        super(input);
        this.function = function;
    }

    @Override
    int evaluate(int series, double[] out) {
        int present = input().evaluate(series, out);
        for (int step = 0; step < steps(); step++) {
            if (!Absent.is(out[step])) {
                out[step] = function.applyAsDouble(out[step]);
            }
        }
        return present;
    }
}
