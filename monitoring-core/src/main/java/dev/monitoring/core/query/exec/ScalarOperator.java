package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;

/** An operator that yields one number per step. */
abstract class ScalarOperator extends Operator {
    ScalarOperator(int steps) {
        super(steps);
    }

    @Override
    final int size() {
        return 1;
    }

    @Override
    final Labels labels(int series) {
        return Labels.EMPTY;
    }

    @Override
    final int evaluate(int series, double[] out) {
        compute(out);
        return steps();
    }

    /** Writes the number of each step. */
    abstract void compute(double[] out);

    /** The numbers of all steps. */
    static double[] row(Operator scalar) {
        double[] row = new double[scalar.steps()];
        scalar.evaluate(0, row);
        return row;
    }
}
