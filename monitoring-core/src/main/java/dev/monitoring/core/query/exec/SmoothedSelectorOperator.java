package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.function.Absent;
import dev.monitoring.core.query.function.WindowShape;
import dev.monitoring.core.query.function.Windows;
import dev.monitoring.core.query.plan.StepGrid;
import dev.monitoring.core.query.plan.TimeShift;
import dev.monitoring.core.series.Series;
import java.util.List;

/** The value of each selected series at each step, interpolated between the samples before and after it. */
final class SmoothedSelectorOperator extends Operator {
    private final List<Series> series;
    private final SelectorSource source;
    private final Windows windows;
    private final long firstReference;
    private final long stride;

    SmoothedSelectorOperator(Context context, List<Series> series, TimeShift shift, StepGrid grid, int steps) {
        super(steps);
        this.series = series;
        this.firstReference = shift.apply(grid.start());
        this.stride = shift.stride(grid);
        long lookback = context.options().lookbackMillis();
        WindowShape shape =
                new WindowShape(steps, grid.start(), grid.step(), firstReference, stride, 0, lookback, lookback, false);
        this.windows = new Windows(shape, context.interrupt()::check);
        this.source =
                new SelectorSource(context, series, firstReference - lookback + 1, shift.apply(grid.end()) + lookback);
    }

    @Override
    int size() {
        return series.size();
    }

    @Override
    Labels labels(int index) {
        return series.get(index).labels();
    }

    @Override
    int evaluate(int index, double[] out) {
        source.load(index, windows);
        long[] times = windows.times();
        double[] values = windows.values();
        int present = 0;
        for (int step = 0; step < steps(); step++) {
            long time = firstReference + step * stride;
            int from = windows.from()[step];
            int to = windows.to()[step];
            int at = from;
            while (at < to && times[at] < time) {
                at++;
            }
            if (at < to && times[at] == time) {
                out[step] = values[at];
            } else if (at == from) {
                out[step] = Absent.VALUE;
                continue;
            } else if (at == to) {
                out[step] = values[at - 1];
            } else {
                double part = (double) (time - times[at - 1]) / (times[at] - times[at - 1]);
                out[step] = values[at - 1] + (values[at] - values[at - 1]) * part;
            }
            present++;
        }
        return present;
    }
}
