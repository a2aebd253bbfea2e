package dev.monitoring.alerts.why;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.Explanation;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.QueryOptions;
import dev.monitoring.core.query.value.MatrixSeries;
import dev.monitoring.core.query.value.MatrixValue;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.QueryException.Code;
import dev.monitoring.core.query.value.QueryValue;
import dev.monitoring.core.query.value.ScalarValue;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Queries that share one deadline. Confined to one thread. */
final class Questions {
    /** How many series are followed over time, of those that may be meant. */
    private static final int MAX_SERIES = 2_000;

    private final QueryEngine engine;
    private final QueryOptions options;
    private final Deadline deadline;

    Questions(QueryEngine engine, QueryOptions options, Clock clock, Duration timeout) {
        this.engine = engine;
        this.options = options;
        this.deadline = Deadline.after(timeout, clock);
    }

    QueryEngine engine() {
        return engine;
    }

    Duration remaining() {
        return deadline.remaining();
    }

    boolean isOver() {
        return deadline.hasPassed();
    }

    /** For one more query. */
    QueryOptions options() {
        if (isOver()) {
            throw new QueryException(
                    Code.TIMEOUT, null, "the time for explaining is up; ask about one alert, by labels");
        }
        return options.withTimeout(deadline.remaining());
    }

    Explanation explain(String expression, long timeMillis) {
        return engine.explain(expression, timeMillis, options());
    }

    /** The elements that an expression yields; a scalar is one without labels. */
    List<VectorSample> vector(String expression, long timeMillis) {
        QueryValue value = engine.instant(expression, timeMillis, options()).value();
        if (value instanceof VectorValue vector) {
            return vector.samples();
        }
        return value instanceof ScalarValue scalar
                ? List.of(new VectorSample(Labels.EMPTY, timeMillis, scalar.value()))
                : List.of();
    }

    /**
     * The values of an expression at several moments, by series; NaN with the bits of {@link #isMissing} where there is none.
     *
     * @param moments ascending
     * @param stepMillis how far apart they mostly are
     * @param wanted which series
     */
    Map<Labels, double[]> values(String expression, long[] moments, long stepMillis, Predicate<Labels> wanted) {
        Map<Labels, double[]> values = new LinkedHashMap<>();
        if (isGrid(moments, stepMillis)) {
            try {
                QueryValue value = engine.range(
                                expression, moments[0], moments[moments.length - 1], stepMillis, options())
                        .value();
                if (value instanceof MatrixValue matrix) {
                    take(matrix, moments, wanted, values);
                }
                return values;
            } catch (QueryException e) {
                if (e.code() != Code.EXECUTION && e.code() != Code.BAD_DATA) {
                    throw e;
                }
                // One moment is enough to make a range fail; by itself each of the others has an answer.
            }
        }
        for (int i = 0; i < moments.length; i++) {
            try {
                for (VectorSample sample : vector(expression, moments[i])) {
                    double[] row = row(sample.labels(), moments.length, wanted, values);
                    row[Math.min(i, row.length - 1)] = sample.value();
                }
            } catch (QueryException e) {
                if (e.code() != Code.EXECUTION && e.code() != Code.BAD_DATA) {
                    throw e;
                }
            }
        }
        return values;
    }

    private static void take(
            MatrixValue matrix, long[] moments, Predicate<Labels> wanted, Map<Labels, double[]> values) {
        for (MatrixSeries series : matrix.series()) {
            double[] row = row(series.labels(), moments.length, wanted, values);
            for (int i = 0; i < series.size(); i++) {
                int index = Arrays.binarySearch(moments, series.timestamps()[i]);
                if (index >= 0 && row.length == moments.length) {
                    row[index] = series.values()[i];
                }
            }
        }
    }

    /** The row of a series; one that leads nowhere where the series is not wanted. */
    private static double[] row(Labels labels, int size, Predicate<Labels> wanted, Map<Labels, double[]> values) {
        double[] known = values.get(labels);
        if (known != null) {
            return known;
        }
        if (values.size() >= MAX_SERIES || !wanted.test(labels)) {
            return new double[1];
        }
        double[] added = new double[size];
        Arrays.fill(added, MISSING);
        values.put(labels, added);
        return added;
    }

    /** No query yields this one. */
    private static final double MISSING = Double.longBitsToDouble(0x7ff8_6d69_7373_0001L);

    static boolean isMissing(double value) {
        return Double.doubleToRawLongBits(value) == Double.doubleToRawLongBits(MISSING);
    }

    private static boolean isGrid(long[] moments, long stepMillis) {
        for (long moment : moments) {
            if (Math.floorMod(moment - moments[0], stepMillis) != 0) {
                return false;
            }
        }
        return moments.length > 1;
    }
}
