package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.function.RangeFunctions;
import dev.monitoring.core.query.function.WindowShape;
import dev.monitoring.core.query.function.Windows;
import dev.monitoring.core.query.plan.PlanNode;
import dev.monitoring.core.query.plan.PlanNode.Borders;
import dev.monitoring.core.query.plan.StepGrid;
import dev.monitoring.core.query.plan.TimeShift;
import dev.monitoring.core.query.value.MatrixSeries;
import dev.monitoring.core.query.value.MatrixValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Answers a query for a range vector with the samples themselves. */
final class RangeReader {
    private final Context context;
    private final StepGrid grid;

    RangeReader(Context context, StepGrid grid) {
        this.context = context;
        this.grid = grid;
    }

    MatrixValue read(PlanNode node) {
        if (node instanceof PlanNode.RangeSelector selector) {
            return read(selector);
        }
        PlanNode.Subquery subquery = (PlanNode.Subquery) node;
        Operator inner = new OperatorBuilder(context, subquery.grid()).build(subquery.inner());
        WindowShape shape = shape(subquery.shift(), subquery.rangeMillis(), Borders.PLAIN);
        return read(new SubquerySource(context, inner, subquery.grid()), shape, Borders.PLAIN);
    }

    private MatrixValue read(PlanNode.RangeSelector selector) {
        WindowShape shape = shape(selector.shift(), selector.rangeMillis(), selector.borders());
        long first = shape.firstEnd() - shape.range() - shape.reachBack() + (shape.leftClosed() ? 0 : 1);
        SelectorSource source = new SelectorSource(
                context, context.select(selector.selection()), first, shape.firstEnd() + shape.reachAhead());
        return read(source, shape, selector.borders());
    }

    private WindowShape shape(TimeShift shift, long range, Borders borders) {
        ExecutionOptions options = context.options();
        long reach = options.lookbackMillis();
        return new WindowShape(
                1,
                grid.start(),
                grid.step(),
                shift.apply(grid.start()),
                0,
                range,
                borders == Borders.PLAIN ? 0 : reach,
                borders == Borders.SMOOTHED ? reach : 0,
                options.version2());
    }

    private MatrixValue read(SampleSource source, WindowShape shape, Borders borders) {
        Windows windows = new Windows(shape, context.interrupt()::check);
        List<MatrixSeries> series = new ArrayList<>();
        for (int i = 0; i < source.size(); i++) {
            source.load(i, windows);
            int from = windows.from()[0];
            int to = windows.to()[0];
            if (from == to) {
                continue;
            }
            context.budget().hold(to - from);
            context.budget().read(to - from);
            boolean drops = context.options().delayedNameRemoval() && source.dropsName(i);
            Labels labels = drops ? MetricNames.drop(source.labels(i)) : source.labels(i);
            MatrixSeries samples = new MatrixSeries(
                    labels,
                    Arrays.copyOfRange(windows.times(), from, to),
                    Arrays.copyOfRange(windows.values(), from, to));
            MatrixSeries extended = borders == Borders.PLAIN
                    ? samples
                    : RangeFunctions.withBorders(samples, shape, borders == Borders.SMOOTHED);
            if (extended.size() > 0) {
                series.add(extended);
            }
        }
        return new MatrixValue(series);
    }
}
