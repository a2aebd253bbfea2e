package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import java.util.Arrays;

/** A result of one moment, repeated at every step. */
final class InvariantOperator extends Operator {
    private final Operator input;
    private final double[] value = new double[1];

    InvariantOperator(Operator input, int steps) {
        super(steps);
        this.input = input;
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

    @Override
    int evaluate(int series, double[] out) {
        int present = input.evaluate(series, value);
        Arrays.fill(out, 0, steps(), value[0]);
        return present == 0 ? 0 : steps();
    }
}
