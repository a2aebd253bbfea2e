package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.function.Absent;
import dev.monitoring.core.query.function.Quantiles;

/** {@code quantile}: needs all values of a group's step at once. */
final class QuantileOperator extends Operator {
    private final Context context;
    private final Operator input;
    private final Grouping grouping;
    private final double[] quantiles;
    private final boolean[] dropsName;

    QuantileOperator(Context context, Operator input, Grouping grouping, double[] quantiles) {
        super(input.steps());
        this.context = context;
        this.input = input;
        this.grouping = grouping;
        this.quantiles = quantiles;
        this.dropsName = new boolean[grouping.groups().count()];
    }

    @Override
    int size() {
        return grouping.groups().count();
    }

    @Override
    Labels labels(int group) {
        return grouping.labels(group);
    }

    @Override
    boolean dropsName(int group) {
        return dropsName[group];
    }

    @Override
    int evaluate(int group, double[] out) {
        Groups groups = grouping.groups();
        long cells = (long) groups.size(group) * steps();
        context.budget().hold(cells);
        double[][] rows = new double[groups.size(group)][steps()];
        for (int i = 0; i < rows.length; i++) {
            int series = groups.member(group, i);
            if (input.evaluate(series, rows[i]) > 0) {
                dropsName[group] |= input.dropsName(series);
            }
        }
        int present = 0;
        double[] values = new double[rows.length];
        for (int step = 0; step < steps(); step++) {
            int size = 0;
            for (double[] row : rows) {
                if (!Absent.is(row[step])) {
                    values[size++] = row[step];
                }
            }
            out[step] = size == 0 ? Absent.VALUE : Quantiles.of(quantiles[step], values, size);
            present += size == 0 ? 0 : 1;
        }
        context.budget().release(cells);
        return present;
    }
}
