package dev.monitoring.core.query.exec;

import java.util.Arrays;

/** The same number at every step. */
final class ConstantOperator extends ScalarOperator {
    private final double value;

    ConstantOperator(int steps, double value) {
        super(steps);
        this.value = value;
    }

    @Override
    void compute(double[] out) {
        Arrays.fill(out, 0, steps(), value);
    }
}
