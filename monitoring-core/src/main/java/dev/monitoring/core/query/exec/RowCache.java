package dev.monitoring.core.query.exec;

/** The rows of an operator, each computed once and kept, for operators that need rows several times. */
final class RowCache extends UnaryOperator {
    private final Context context;
    private final double[][] rows;
    private final int[] presents;

    RowCache(Context context, Operator input) {
        super(input);
        this.context = context;
        this.rows = new double[input.size()][];
        this.presents = new int[input.size()];
    }

    /** A row, which the caller must not change. */
    double[] row(int series) {
        if (rows[series] == null) {
            context.budget().hold(steps());
            double[] row = new double[steps()];
            presents[series] = input().evaluate(series, row);
            rows[series] = row;
        }
        return rows[series];
    }

    /** How many values the row has. */
    int present(int series) {
        row(series);
        return presents[series];
    }

    @Override
    int evaluate(int series, double[] out) {
        System.arraycopy(row(series), 0, out, 0, steps());
        return presents[series];
    }
}
