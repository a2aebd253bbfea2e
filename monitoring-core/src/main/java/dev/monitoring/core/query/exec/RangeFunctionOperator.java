package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.function.Absent;
import dev.monitoring.core.query.function.RangeFunction;
import dev.monitoring.core.query.function.Remarks;
import dev.monitoring.core.query.function.Windows;
import dev.monitoring.core.query.value.Position;
import java.util.Arrays;
import java.util.Set;

/** A function of a range vector. */
final class RangeFunctionOperator extends Operator {
    /** Functions whose result is a stored value, which keeps the name of its metric. */
    private static final Set<String> KEEPING_NAMES = Set.of("last_over_time", "first_over_time");

    private static final Set<String> OF_COUNTERS = Set.of("rate", "increase");
    private static final String[] COUNTER_SUFFIXES = {"_total", "_sum", "_count", "_bucket"};

    private final Context context;
    private final SampleSource source;
    private final Windows windows;
    private final RangeFunction function;
    private final boolean ofCounters;
    private final Position argument;

    private RangeFunctionOperator(
            Context context,
            String name,
            SampleSource source,
            Windows windows,
            RangeFunction function,
            Position argument) {
        super(windows.steps());
        this.context = context;
        this.source = source;
        this.windows = windows;
        this.function = function;
        this.ofCounters = OF_COUNTERS.contains(name);
        this.argument = argument;
    }

    static Operator of(
            Context context,
            String name,
            SampleSource source,
            Windows windows,
            RangeFunction function,
            Position argument) {
        Operator operator = new RangeFunctionOperator(context, name, source, windows, function, argument);
        return KEEPING_NAMES.contains(name)
                ? operator
                : NamelessOperator.of(operator, context, MergeOperator.Collision.SAME_LABELS);
    }

    @Override
    int size() {
        return source.size();
    }

    @Override
    Labels labels(int series) {
        return source.labels(series);
    }

    @Override
    boolean dropsName(int series) {
        return source.dropsName(series);
    }

    @Override
    int evaluate(int series, double[] out) {
        source.load(series, windows);
        context.budget().read(windows.seenSamples());
        if (windows.size() == 0) {
            return absent(out);
        }
        int present = function.apply(windows, out);
        if (ofCounters && present > 0) {
            remarkUnlessCounter(windows.series().metricName());
        }
        return present;
    }

    private int absent(double[] out) {
        Arrays.fill(out, 0, steps(), Absent.VALUE);
        return 0;
    }

    private void remarkUnlessCounter(String metricName) {
        if (metricName.isEmpty()) {
            return;
        }
        for (String suffix : COUNTER_SUFFIXES) {
            if (metricName.endsWith(suffix)) {
                return;
            }
        }
        context.remark(Remarks.possibleNonCounter(metricName, argument));
    }
}
