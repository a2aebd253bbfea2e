package dev.monitoring.core.query.exec;

import dev.monitoring.core.query.function.Absent;

/** A function of a value and of what parameters are at the same step. */
final class StepFunctionOperator extends UnaryOperator {
    /** The function. */
    @FunctionalInterface
    interface StepFunction {
        /** The result, or the mark of absence to leave the element out. */
        double apply(double value, int step);
    }

    private final StepFunction function;

    StepFunctionOperator(Operator input, StepFunction function) {
        super(input);
        this.function = function;
    }

    @Override
    int evaluate(int series, double[] out) {
        input().evaluate(series, out);
        int present = 0;
        for (int step = 0; step < steps(); step++) {
            if (!Absent.is(out[step])) {
                out[step] = function.apply(out[step], step);
                present += Absent.is(out[step]) ? 0 : 1;
            }
        }
        return present;
    }
}
