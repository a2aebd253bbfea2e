package dev.monitoring.core.query.function;

import dev.monitoring.core.query.value.MatrixSeries;
import dev.monitoring.core.query.value.QueryException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The functions of range vectors, by name.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/querying/functions/">Functions</a>
 */
public final class RangeFunctions {
    /** How a range selector treats the borders of its window. */
    public enum Borders {
        /** The samples inside, and nothing else. */
        PLAIN,
        /** Also the last sample before the window. */
        ANCHORED,
        /** Also the samples around both borders, between which values are interpolated. */
        SMOOTHED
    }

    private static final Set<String> ANCHORED = Set.of("changes", "delta", "increase", "rate", "resets");
    private static final Set<String> SMOOTHED = Set.of("delta", "increase", "rate");

    private static final double MILLIS_PER_SECOND = 1000;

    /** What makes a function. */
    @FunctionalInterface
    private interface Maker {
        RangeFunction make(Request request);
    }

    /**
     * What is asked for.
     *
     * @param parameters the scalar arguments, one row each, in order
     * @param version2 whether Prometheus 2.42 is to be matched instead of 3
     */
    public record Request(String name, List<double[]> parameters, Borders borders, boolean version2, CallSite site) {
        public Request {
            parameters = List.copyOf(parameters);
        }
    }

    private static final Map<String, Maker> MAKERS = Map.ofEntries(
            Map.entry("rate", request -> rate(request, true, true)),
            Map.entry("increase", request -> rate(request, true, false)),
            Map.entry("delta", request -> rate(request, false, false)),
            Map.entry("irate", request -> instantRate(true)),
            Map.entry("idelta", request -> instantRate(false)),
            Map.entry("changes", request -> new SuccessionFunction(false, request.borders == Borders.ANCHORED)),
            Map.entry("resets", request -> new SuccessionFunction(true, request.borders == Borders.ANCHORED)),
            Map.entry("deriv", request -> deriv()),
            Map.entry("predict_linear", request -> predictLinear(request.parameters.get(0))),
            Map.entry("avg_over_time", RangeFunctions::mean),
            Map.entry("sum_over_time", request -> SumOverTime.sum()),
            Map.entry("min_over_time", request -> ExtremeOverTime.min()),
            Map.entry("max_over_time", request -> ExtremeOverTime.max()),
            Map.entry("count_over_time", request -> over(1, (values, from, to) -> to - from)),
            Map.entry("present_over_time", request -> over(1, (values, from, to) -> 1)),
            Map.entry("absent_over_time", request -> over(1, (values, from, to) -> 1)),
            Map.entry("first_over_time", request -> over(1, (values, from, to) -> values[from])),
            Map.entry("last_over_time", request -> over(1, (values, from, to) -> values[to - 1])),
            Map.entry("stdvar_over_time", request -> over(1, RangeFunctions::variance)),
            Map.entry("stddev_over_time", request -> over(1, (v, from, to) -> Math.sqrt(variance(v, from, to)))),
            Map.entry("mad_over_time", request -> medianDeviation()),
            Map.entry("quantile_over_time", request -> new QuantileOverTime(request.parameters.get(0), request.site)),
            Map.entry("double_exponential_smoothing", RangeFunctions::smoothing),
            Map.entry("holt_winters", RangeFunctions::smoothing),
            Map.entry("ts_of_first_over_time", request -> timeOf((values, from, to) -> from)),
            Map.entry("ts_of_last_over_time", request -> timeOf((values, from, to) -> to - 1)),
            Map.entry("ts_of_min_over_time", request -> timeOf(RangeFunctions::lastSmallest)),
            Map.entry("ts_of_max_over_time", request -> timeOf(RangeFunctions::lastLargest)));

    private RangeFunctions() {}

    /** Whether {@code name} is a function of a range vector. */
    public static boolean has(String name) {
        return MAKERS.containsKey(name);
    }

    /**
     * A function, ready for the series of one selector.
     *
     * @throws IllegalArgumentException if there is no such function
     * @throws QueryException if the selector's borders do not suit it
     */
    public static RangeFunction of(Request request) {
        Maker maker = MAKERS.get(request.name);
        if (maker == null) {
            throw new IllegalArgumentException(request.name + " is not a function of range vectors");
        }
        switch (request.borders) {
            case ANCHORED -> requireSuitable(request, ANCHORED);
            case SMOOTHED -> requireSuitable(request, SMOOTHED);
            case PLAIN -> {}
        }
        return maker.make(request);
    }

    /**
     * The samples of the one window of an anchored or smoothed selector, with a sample at each border made of those around it;
     * none where the window sees nothing.
     */
    public static MatrixSeries withBorders(MatrixSeries samples, WindowShape shape, boolean smoothed) {
        return BoundedRateFunction.withBorders(samples, shape, smoothed);
    }

    private static void requireSuitable(Request request, Set<String> suitable) {
        if (!suitable.contains(request.name)) {
            String names = String.join(", ", suitable.stream().sorted().toList());
            throw QueryException.execution(
                    request.site.call(),
                    request.borders.name().toLowerCase(Locale.ROOT) + " modifier can only be used with: " + names
                            + " - not with " + request.name);
        }
    }

    private static RangeFunction rate(Request request, boolean counter, boolean perSecond) {
        return request.borders == Borders.PLAIN
                ? new RateFunction(counter, perSecond, request.version2, request.site)
                : new BoundedRateFunction(counter, perSecond, request.borders == Borders.SMOOTHED);
    }

    private static RangeFunction instantRate(boolean counter) {
        WindowFunction function = (windows, step, from, to) -> {
            int last = to - 1;
            double value = windows.values()[last];
            double previous = windows.values()[last - 1];
            long gap = windows.times()[last] - windows.times()[last - 1];
            if (gap == 0) {
                return Absent.VALUE;
            }
            boolean reset =
                    counter && (value < previous || windows.hasStarts() && CounterResets.isRestart(windows, last));
            double difference = reset ? value : value - previous;
            return counter ? difference / (gap / MILLIS_PER_SECOND) : difference;
        };
        return function.needing(2);
    }

    private static RangeFunction deriv() {
        LinearRegression line = new LinearRegression();
        WindowFunction function = (windows, step, from, to) -> {
            line.fit(windows.times(), windows.values(), from, to, windows.times()[from]);
            return line.slope();
        };
        return function.needing(2);
    }

    private static RangeFunction predictLinear(double[] seconds) {
        LinearRegression line = new LinearRegression();
        WindowFunction function = (windows, step, from, to) -> {
            line.fit(
                    windows.times(), windows.values(), from, to, windows.shape().time(step));
            return line.slope() * seconds[step] + line.intercept();
        };
        return function.needing(2);
    }

    /** A function of the values alone. */
    @FunctionalInterface
    private interface OverValues {
        double valueOf(double[] values, int from, int to);
    }

    private static RangeFunction over(int samples, OverValues function) {
        WindowFunction window = (windows, step, from, to) -> function.valueOf(windows.values(), from, to);
        return window.needing(samples);
    }

    private static RangeFunction mean(Request request) {
        return request.version2 ? over(1, RangeFunctions::incrementalMean) : SumOverTime.mean();
    }

    /** The mean as Prometheus 2.42 computes it: updated with each sample, compensated. */
    private static double incrementalMean(double[] values, int from, int to) {
        double mean = 0;
        double lost = 0;
        for (int i = from; i < to; i++) {
            double count = i - from + 1.0;
            double value = values[i];
            if (Double.isInfinite(mean)) {
                if (Double.isInfinite(value) && (mean > 0) == (value > 0)) {
                    continue;
                }
                if (!Double.isInfinite(value) && !Double.isNaN(value)) {
                    continue;
                }
            }
            double change = value / count - mean / count;
            double next = mean + change;
            lost += Math.abs(mean) >= Math.abs(change) ? (mean - next) + change : (change - next) + mean;
            mean = next;
        }
        return Double.isInfinite(mean) ? mean : mean + lost;
    }

    private static double variance(double[] values, int from, int to) {
        CompensatedSum mean = new CompensatedSum();
        CompensatedSum squares = new CompensatedSum();
        for (int i = from; i < to; i++) {
            double count = i - from + 1.0;
            double delta = values[i] - (mean.sum() + mean.lost());
            mean.add(delta / count);
            squares.add(delta * (values[i] - (mean.sum() + mean.lost())));
        }
        return (squares.sum() + squares.lost()) / (to - from);
    }

    private static RangeFunction medianDeviation() {
        double[][] scratch = {new double[64]};
        return over(1, (values, from, to) -> {
            int size = to - from;
            if (scratch[0].length < size) {
                scratch[0] = new double[2 * size];
            }
            double[] sorted = scratch[0];
            System.arraycopy(values, from, sorted, 0, size);
            double median = Quantiles.of(0.5, sorted, size);
            for (int i = 0; i < size; i++) {
                sorted[i] = Math.abs(values[from + i] - median);
            }
            return Quantiles.of(0.5, sorted, size);
        });
    }

    /** Holt's linear method: a level and a trend, each the weighted mean of its last value and what the sample says. */
    private static RangeFunction smoothing(Request request) {
        double[] levels = request.parameters.get(0);
        double[] trends = request.parameters.get(1);
        WindowFunction function = (windows, step, from, to) -> {
            double level = requireFactor("smoothing", levels[step]);
            double trend = requireFactor("trend", trends[step]);
            return to - from < 2 ? Absent.VALUE : smooth(windows.values(), from, to, level, trend);
        };
        return function.needing(1);
    }

    private static double requireFactor(String kind, double factor) {
        if (factor <= 0 || factor >= 1) {
            throw QueryException.execution(
                    null,
                    String.format(
                            Locale.ROOT,
                            "invalid %s factor. Expected: 0 < %s < 1, got: %f",
                            kind,
                            kind.charAt(0) + "f",
                            factor));
        }
        return factor;
    }

    private static double smooth(double[] values, int from, int to, double levelFactor, double trendFactor) {
        double previous = 0;
        double level = values[from];
        double trend = values[from + 1] - values[from];
        for (int i = from + 1; i < to; i++) {
            if (i > from + 1) {
                trend = trendFactor * (level - previous) + (1 - trendFactor) * trend;
            }
            previous = level;
            level = levelFactor * values[i] + (1 - levelFactor) * (level + trend);
        }
        return level;
    }

    /** Picks a sample of a window. */
    @FunctionalInterface
    private interface Pick {
        int indexOf(double[] values, int from, int to);
    }

    private static RangeFunction timeOf(Pick pick) {
        WindowFunction function = (windows, step, from, to) ->
                windows.times()[pick.indexOf(windows.values(), from, to)] / MILLIS_PER_SECOND;
        return function.needing(1);
    }

    private static int lastLargest(double[] values, int from, int to) {
        int best = from;
        for (int i = from; i < to; i++) {
            if (values[i] >= values[best] || Double.isNaN(values[best])) {
                best = i;
            }
        }
        return best;
    }

    private static int lastSmallest(double[] values, int from, int to) {
        int best = from;
        for (int i = from; i < to; i++) {
            if (values[i] <= values[best] || Double.isNaN(values[best])) {
                best = i;
            }
        }
        return best;
    }
}
