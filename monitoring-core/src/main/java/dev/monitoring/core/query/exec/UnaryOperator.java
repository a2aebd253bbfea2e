package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;

/** An operator with the series of another, in the same order, with the same labels unless it says otherwise. */
abstract class UnaryOperator extends Operator {
    private final Operator input;

    UnaryOperator(Operator input) {
        super(input.steps());
        this.input = input;
    }

    final Operator input() {
        return input;
    }

    @Override
    int size() {
        return input.size();
    }

    @Override
    Labels labels(int series) {
        return input.labels(series);
    }

    @Override
    boolean dropsName(int series) {
        return input.dropsName(series);
    }
}
