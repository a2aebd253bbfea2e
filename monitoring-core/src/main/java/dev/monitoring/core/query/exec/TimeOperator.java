package dev.monitoring.core.query.exec;

import dev.monitoring.core.query.plan.StepGrid;

/** {@code time()}: the moment of each step, in seconds. */
final class TimeOperator extends ScalarOperator {
    private static final double MILLIS_PER_SECOND = 1000;

    private final StepGrid grid;

    TimeOperator(int steps, StepGrid grid) {
        super(steps);
        this.grid = grid;
    }

    @Override
    void compute(double[] out) {
        for (int step = 0; step < steps(); step++) {
            out[step] = grid.time(step) / MILLIS_PER_SECOND;
        }
    }
}
