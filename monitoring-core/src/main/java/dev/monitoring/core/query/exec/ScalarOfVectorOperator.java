package dev.monitoring.core.query.exec;

import dev.monitoring.core.query.function.Absent;
import java.util.Arrays;

/** {@code scalar()}: the value of the only element, NaN where there are none or several. */
final class ScalarOfVectorOperator extends ScalarOperator {
    private final Operator input;

    ScalarOfVectorOperator(Operator input) {
        super(input.steps());
        this.input = input;
    }

    @Override
    void compute(double[] out) {
        double[] row = new double[steps()];
        int[] found = new int[steps()];
        Arrays.fill(out, 0, steps(), Double.NaN);
        for (int series = 0; series < input.size(); series++) {
            input.evaluate(series, row);
            for (int step = 0; step < steps(); step++) {
                if (!Absent.is(row[step])) {
                    out[step] = found[step]++ == 0 ? row[step] : Double.NaN;
                }
            }
        }
    }
}
