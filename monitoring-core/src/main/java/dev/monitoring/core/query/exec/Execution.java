package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.function.Absent;
import dev.monitoring.core.query.plan.Plan;
import dev.monitoring.core.query.plan.PlanNode;
import dev.monitoring.core.query.plan.StepGrid;
import dev.monitoring.core.query.value.Annotation;
import dev.monitoring.core.query.value.MatrixSeries;
import dev.monitoring.core.query.value.MatrixValue;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.QueryValue;
import dev.monitoring.core.query.value.ScalarValue;
import dev.monitoring.core.query.value.StringValue;
import dev.monitoring.core.query.value.ValueType;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.series.Queryable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One run of a plan, on the calling thread. Confined to it. */
public final class Execution {
    /**
     * What a run yields. Immutable.
     *
     * @param remarks warnings and infos, in order of appearance
     * @param readSamples how many samples steps looked at; one in the windows of two steps counts twice
     * @param peakSamples the most samples and points held at a time
     */
    public record Outcome(QueryValue value, List<Annotation> remarks, long readSamples, long peakSamples) {
        public Outcome {
            remarks = List.copyOf(remarks);
        }
    }

    private final Context context;
    private final Plan plan;

    private Execution(Context context, Plan plan) {
        this.context = context;
        this.plan = plan;
    }

    /**
     * Computes the value of a single moment: of the plan's first step.
     *
     * @throws QueryException if it cannot be computed on this data, exceeds a limit, or has to stop
     */
    public static Outcome instant(Plan plan, Queryable queryable, ExecutionOptions options, Allowance allowance) {
        Execution execution = new Execution(new Context(plan, queryable, options, allowance), plan);
        return execution.outcome(execution.instant());
    }

    /**
     * Computes the values of all steps, as a matrix in ascending order of labels.
     *
     * @throws QueryException if it cannot be computed on this data, exceeds a limit, or has to stop
     */
    public static Outcome range(Plan plan, Queryable queryable, ExecutionOptions options, Allowance allowance) {
        Execution execution = new Execution(new Context(plan, queryable, options, allowance), plan);
        return execution.outcome(execution.range());
    }

    private Outcome outcome(QueryValue value) {
        return new Outcome(
                value,
                context.remarks(),
                context.budget().read(),
                context.budget().peak());
    }

    private QueryValue instant() {
        PlanNode root = plan.root();
        long time = plan.grid().start();
        if (root instanceof PlanNode.Text text) {
            return new StringValue(time, text.value());
        }
        if (root.type() == ValueType.MATRIX) {
            return new RangeReader(context, plan.grid()).read(root);
        }
        Operator operator = new OperatorBuilder(context, plan.grid()).build(root);
        double[] row = new double[1];
        if (root.type() == ValueType.SCALAR) {
            operator.evaluate(0, row);
            return new ScalarValue(time, row[0]);
        }
        List<VectorSample> samples = new ArrayList<>(); // few, where it is a condition
        boolean dropped = false;
        for (int i = 0; i < operator.size(); i++) {
            if (operator.evaluate(i, row) > 0) {
                dropped |= context.options().delayedNameRemoval() && operator.dropsName(i);
                samples.add(new VectorSample(finalLabels(operator, i), time, row[0]));
                context.budget().hold(1);
            }
        }
        if (dropped) {
            requireUnique(samples);
        }
        return new VectorValue(samples);
    }

    private Labels finalLabels(Operator operator, int series) {
        boolean drops = context.options().delayedNameRemoval() && operator.dropsName(series);
        return drops ? MetricNames.drop(operator.labels(series)) : operator.labels(series);
    }

    private static void requireUnique(List<VectorSample> samples) {
        Set<Labels> seen = new HashSet<>(2 * samples.size());
        for (VectorSample sample : samples) {
            if (!seen.add(sample.labels())) {
                throw MergeOperator.duplicate();
            }
        }
    }

    private QueryValue range() {
        Operator operator = new OperatorBuilder(context, plan.grid()).build(plan.root());
        int steps = operator.steps();
        long[] times = times(plan.grid(), steps);
        List<MatrixSeries> series = new ArrayList<>(operator.size());
        boolean dropped = false;
        double[] row = new double[steps];
        for (int i = 0; i < operator.size(); i++) {
            int present = operator.evaluate(i, row);
            if (present == 0) {
                continue;
            }
            context.budget().hold(present);
            dropped |= context.options().delayedNameRemoval() && operator.dropsName(i);
            Labels labels = finalLabels(operator, i);
            if (present == steps) {
                // The row itself becomes the result; times are the same for all.
                series.add(new MatrixSeries(labels, times, row));
                row = new double[steps];
            } else {
                series.add(compact(labels, times, row, present));
            }
        }
        return new MatrixValue(sorted(dropped ? merged(series) : series));
    }

    private static long[] times(StepGrid grid, int steps) {
        long[] times = new long[steps];
        for (int step = 0; step < steps; step++) {
            times[step] = grid.time(step);
        }
        return times;
    }

    private static MatrixSeries compact(Labels labels, long[] times, double[] row, int present) {
        long[] ownTimes = new long[present];
        double[] values = new double[present];
        int next = 0;
        for (int step = 0; step < times.length; step++) {
            if (!Absent.is(row[step])) {
                ownTimes[next] = times[step];
                values[next++] = row[step];
            }
        }
        return new MatrixSeries(labels, ownTimes, values);
    }

    /** Makes one of series that have become alike, where they have no value at the same step. */
    private static List<MatrixSeries> merged(List<MatrixSeries> series) {
        Map<Labels, MatrixSeries> byLabels = new LinkedHashMap<>(2 * series.size());
        for (MatrixSeries one : series) {
            byLabels.merge(one.labels(), one, Execution::merged);
        }
        return new ArrayList<>(byLabels.values());
    }

    private static MatrixSeries merged(MatrixSeries a, MatrixSeries b) {
        int size = a.size() + b.size();
        long[] times = new long[size];
        double[] values = new double[size];
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            boolean first = j == b.size() || i < a.size() && a.timestamps()[i] < b.timestamps()[j];
            if (!first && i < a.size() && a.timestamps()[i] == b.timestamps()[j]) {
                throw MergeOperator.duplicate();
            }
            times[i + j] = first ? a.timestamps()[i] : b.timestamps()[j];
            values[i + j] = first ? a.values()[i] : b.values()[j];
            if (first) {
                i++;
            } else {
                j++;
            }
        }
        return new MatrixSeries(a.labels(), times, values);
    }

    private static List<MatrixSeries> sorted(List<MatrixSeries> series) {
        for (int i = 1; i < series.size(); i++) {
            if (series.get(i - 1).labels().compareTo(series.get(i).labels()) > 0) {
                series.sort(Comparator.comparing(MatrixSeries::labels));
                return series;
            }
        }
        return series;
    }
}
