package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.function.Absent;
import java.util.Arrays;

/** {@code absent} and {@code absent_over_time}: 1 at the steps where no series has a value. */
final class AbsentOperator extends Operator {
    private final Operator input;
    private final Labels labels;
    private final boolean dropsName;

    AbsentOperator(Operator input, Labels labels, boolean dropsName) {
        super(input.steps());
        this.input = input;
        this.labels = labels;
        this.dropsName = dropsName;
    }

    @Override
    int size() {
        return 1;
    }

    @Override
    Labels labels(int series) {
        return labels;
    }

    @Override
    boolean dropsName(int series) {
        return dropsName;
    }

    @Override
    int evaluate(int series, double[] out) {
        double[] row = new double[steps()];
        int absent = steps();
        Arrays.fill(out, 0, steps(), 1);
        for (int i = 0; i < input.size() && absent > 0; i++) {
            input.evaluate(i, row);
            for (int step = 0; step < steps(); step++) {
                if (!Absent.is(row[step]) && !Absent.is(out[step])) {
                    out[step] = Absent.VALUE;
                    absent--;
                }
            }
        }
        return absent;
    }
}
