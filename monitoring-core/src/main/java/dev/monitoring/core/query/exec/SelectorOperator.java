package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.function.Absent;
import dev.monitoring.core.query.plan.StepGrid;
import dev.monitoring.core.query.plan.TimeShift;
import dev.monitoring.core.series.Series;
import java.util.List;

/** The value of the moment of each selected series, or something else about the sample that has it. */
final class SelectorOperator extends Operator {
    /** What is wanted of the sample. */
    enum Aspect {
        VALUE,
        /** Its time, in seconds. */
        TIME,
        /** The start of its counter, in seconds; 0 where unknown. */
        START
    }

    private static final double MILLIS_PER_SECOND = 1000;

    /** How far a query of one moment looks back at first. Most series have a sample within; the others are read again. */
    private static final long FIRST_LOOK_MILLIS = 15_000;

    private final Context context;
    private final List<Series> series;
    private final Aspect aspect;
    private final StepPicks picks;
    private final SampleReader reader;
    private final long min;
    private final long max;
    private final long firstLook;

    SelectorOperator(Context context, List<Series> series, Aspect aspect, TimeShift shift, StepGrid grid, int steps) {
        super(steps);
        this.context = context;
        this.series = series;
        this.aspect = aspect;
        this.reader = new SampleReader(context);
        ExecutionOptions options = context.options();
        long lookback = options.lookbackMillis() + (options.version2() ? 1 : 0);
        this.picks = new StepPicks(steps, shift.apply(grid.start()), shift.stride(grid), lookback);
        this.min = shift.apply(grid.start()) - lookback + 1;
        // The last step, not the end of the grid: nothing after it may hide the sample that counts.
        this.max = shift.apply(grid.last());
        this.firstLook = steps == 1 ? Math.min(FIRST_LOOK_MILLIS, lookback) : lookback;
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
        Series one = series.get(index);
        if (steps() == 1 && max - firstLook + 1 > min) {
            reader.read(one, max - firstLook + 1, max);
            if (reader.size() == 0) {
                reader.read(one, min, max);
            }
        } else {
            reader.read(one, min, max);
        }
        int present = steps() == 1 ? pickLast(out) : pick(picks.of(reader.times(), reader.size()), out);
        context.budget().read(present);
        return present;
    }

    /** For one moment, what was read ends where it looks at. */
    private int pickLast(double[] out) {
        int last = reader.size() - 1;
        out[0] = last < 0 ? Absent.VALUE : reader.values()[last];
        if (Absent.is(out[0])) {
            return 0;
        }
        if (aspect != Aspect.VALUE) {
            out[0] = other(last);
        }
        return 1;
    }

    private int pick(int[] indexes, double[] out) {
        double[] values = reader.values();
        int stale = 0;
        for (int step = 0; step < indexes.length; step++) {
            double value = indexes[step] == StepPicks.NONE ? Absent.VALUE : values[indexes[step]];
            if (Absent.is(value)) {
                stale++;
            } else if (aspect != Aspect.VALUE) {
                value = other(indexes[step]);
            }
            out[step] = value;
        }
        return indexes.length - stale;
    }

    private double other(int index) {
        if (aspect == Aspect.TIME) {
            return reader.times()[index] / MILLIS_PER_SECOND;
        }
        long[] starts = reader.starts();
        return starts.length == 0 ? 0 : starts[index] / MILLIS_PER_SECOND;
    }
}
