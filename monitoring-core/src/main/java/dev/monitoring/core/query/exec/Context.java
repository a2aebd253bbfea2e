package dev.monitoring.core.query.exec;

import dev.monitoring.core.query.function.MonotonicityFixes;
import dev.monitoring.core.query.function.Remarks;
import dev.monitoring.core.query.plan.Plan;
import dev.monitoring.core.query.plan.Selection;
import dev.monitoring.core.query.plan.StepGrid;
import dev.monitoring.core.query.value.Annotation;
import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.QueryLimits;
import dev.monitoring.core.series.Queryable;
import dev.monitoring.core.series.SampleBuffer;
import dev.monitoring.core.series.Series;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What all operators of one query share. Confined to one thread. */
final class Context {
    private final Plan plan;
    private final Queryable queryable;
    private final ExecutionOptions options;
    private final Interrupt interrupt;
    private final QueryLimits limits;
    private final SampleBuffer buffer;
    private final Budget budget;
    private final Map<String, Annotation> remarks = new LinkedHashMap<>();
    private final Map<String, MonotonicityFixes> fixes = new HashMap<>();
    private final List<Supplier<@Nullable Annotation>> lastRemarks = new ArrayList<>();
    private final List<@Nullable List<Series>> selected = new ArrayList<>();

    Context(Plan plan, Queryable queryable, ExecutionOptions options, Allowance allowance) {
        this.plan = plan;
        this.queryable = queryable;
        this.options = options;
        this.limits = allowance.limits();
        this.interrupt = allowance.interrupt();
        this.buffer = allowance.buffer();
        this.budget = new Budget(limits);
        for (int i = 0; i < plan.selections().size(); i++) {
            selected.add(null);
        }
    }

    ExecutionOptions options() {
        return options;
    }

    Budget budget() {
        return budget;
    }

    Interrupt interrupt() {
        return interrupt;
    }

    /** Where samples are read into: those of one series at a time, of whichever selector is at it. */
    SampleBuffer buffer() {
        return buffer;
    }

    Queryable queryable() {
        return queryable;
    }

    /** Whether the query as a whole has several steps. */
    boolean isRangeQuery() {
        return !plan.grid().isInstant();
    }

    Selection selection(int index) {
        return plan.selections().get(index);
    }

    /** The series of a selection, looked up once. */
    List<Series> select(int index) {
        List<Series> series = selected.get(index);
        if (series == null) {
            interrupt.check();
            Selection selection = plan.selections().get(index);
            series = queryable.select(selection.matchers(), selection.minMillis(), selection.maxMillis());
            selected.set(index, series);
        }
        return series;
    }

    /** The number of steps of a grid, if one row of it may be held at all. */
    int steps(StepGrid grid) {
        long count = grid.count();
        if (count > limits.maxSamples()) {
            throw limits.tooManySamples();
        }
        return (int) count;
    }

    /** Takes note of a remark; of those that say the same, the first stays. */
    void remark(Annotation remark) {
        remarks.putIfAbsent(remark.severity() + remark.message(), remark);
    }

    /** Remarks on quantiles that are none. */
    void remarkOnQuantiles(double[] quantiles, Position position) {
        for (double quantile : quantiles) {
            if (!(quantile >= 0 && quantile <= 1)) {
                remark(Remarks.invalidQuantile(quantile, position));
            }
        }
    }

    /** Where fixes of the buckets of a metric are counted; remarked on at the end. */
    MonotonicityFixes fixes(String metricName, Position position) {
        return fixes.computeIfAbsent(metricName, name -> {
            MonotonicityFixes made = new MonotonicityFixes();
            lastRemarks.add(() -> made.isEmpty() ? null : made.remark(name, position));
            return made;
        });
    }

    /** All remarks; asked for once, at the end. */
    List<Annotation> remarks() {
        for (Supplier<@Nullable Annotation> last : lastRemarks) {
            Annotation remark = last.get();
            if (remark != null) {
                remark(remark);
            }
        }
        return List.copyOf(remarks.values());
    }
}
