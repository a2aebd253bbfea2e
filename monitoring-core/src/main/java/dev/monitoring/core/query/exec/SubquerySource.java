package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.function.Absent;
import dev.monitoring.core.query.function.Windows;
import dev.monitoring.core.query.plan.StepGrid;

/** The values of an expression at the steps of a subquery, as samples. */
final class SubquerySource implements SampleSource {
    private static final long[] NO_STARTS = {};

    private final Context context;
    private final Operator inner;
    private final long[] grid;
    private final double[] row;
    private long[] times = {};
    private double[] values = {};
    private int held;

    SubquerySource(Context context, Operator inner, StepGrid grid) {
        this.context = context;
        this.inner = inner;
        this.grid = new long[inner.steps()];
        for (int i = 0; i < this.grid.length; i++) {
            this.grid[i] = grid.time(i);
        }
        this.row = new double[inner.steps()];
    }

    @Override
    public int size() {
        return inner.size();
    }

    @Override
    public Labels labels(int series) {
        return inner.labels(series);
    }

    @Override
    public boolean dropsName(int series) {
        return inner.dropsName(series);
    }

    @Override
    public void load(int series, Windows windows) {
        context.interrupt().check();
        int present = inner.evaluate(series, row);
        context.budget().release(held);
        held = present;
        context.budget().hold(held);
        if (present == grid.length) {
            windows.load(inner.labels(series), grid, row, NO_STARTS, present);
            return;
        }
        if (times.length < grid.length) {
            times = new long[grid.length];
            values = new double[grid.length];
        }
        int size = 0;
        for (int i = 0; i < grid.length; i++) {
            if (!Absent.is(row[i])) {
                times[size] = grid[i];
                values[size++] = row[i];
            }
        }
        windows.load(inner.labels(series), times, values, NO_STARTS, size);
    }
}
