package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;

/** No series at all. */
final class EmptyOperator extends Operator {
    EmptyOperator(int steps) {
        super(steps);
    }

    @Override
    int size() {
        return 0;
    }

    @Override
    Labels labels(int series) {
        throw new IndexOutOfBoundsException(series);
    }

    @Override
    int evaluate(int series, double[] out) {
        throw new IndexOutOfBoundsException(series);
    }
}
