package dev.monitoring.core.query;

import dev.monitoring.core.query.NaiveEvaluator.Point;
import dev.monitoring.core.query.NaiveEvaluator.Window;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link NaiveEvaluator} makes of many numbers: of the samples of a window, or of the elements of a group. Stateless. */
final class NaiveWindows {
    private NaiveWindows() {}

    /** The value of a function over a window; null where it has none. */
    static @Nullable Double over(String name, List<Point> points, Window window, List<Double> parameters) {
        double[] values = points.stream().mapToDouble(Point::value).toArray();
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        int last = values.length - 1;
        return switch (name) {
            case "count_over_time" -> (double) values.length;
            case "sum_over_time" -> sum;
            case "avg_over_time" -> sum / values.length;
            case "last_over_time" -> values[last];
            case "present_over_time" -> 1.0;
            case "min_over_time" -> extreme(values, false);
            case "max_over_time" -> extreme(values, true);
            case "stddev_over_time" -> Math.sqrt(variance(values));
            case "stdvar_over_time" -> variance(values);
            case "changes" -> (double) events(values, false);
            case "resets" -> (double) events(values, true);
            case "quantile_over_time" -> quantile(parameters.get(0), values);
            case "idelta" -> last < 1 ? null : (Double) (values[last] - values[last - 1]);
            case "irate" -> last < 1 ? null : (Double) irate(points.get(last - 1), points.get(last));
            case "delta", "increase", "rate" -> last < 1 ? null : (Double) rate(name, points, window);
            default -> throw new NaiveEvaluator.Unknown(name);
        };
    }

    static double extreme(double[] values, boolean largest) {
        double extreme = Double.NaN;
        for (double value : values) {
            if (Double.isNaN(extreme) || (largest ? value > extreme : value < extreme)) {
                extreme = value;
            }
        }
        return extreme;
    }

    static double variance(double[] values) {
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return squares / values.length;
    }

    private static int events(double[] values, boolean resets) {
        int events = 0;
        for (int i = 1; i < values.length; i++) {
            boolean same = values[i] == values[i - 1] || Double.isNaN(values[i]) && Double.isNaN(values[i - 1]);
            events += resets ? (values[i] < values[i - 1] ? 1 : 0) : (same ? 0 : 1);
        }
        return events;
    }

    static double quantile(double quantile, double[] unsorted) {
        if (Double.isNaN(quantile) || unsorted.length == 0) {
            return Double.NaN;
        }
        if (quantile < 0 || quantile > 1) {
            return quantile < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        List<Double> sorted = new ArrayList<>();
        for (double value : unsorted) {
            sorted.add(value);
        }
        sorted.sort((a, b) -> a.isNaN() || b.isNaN() ? Boolean.compare(!a.isNaN(), !b.isNaN()) : Double.compare(a, b));
        double rank = quantile * (sorted.size() - 1);
        int lower = (int) Math.floor(rank);
        int upper = Math.min(sorted.size() - 1, lower + 1);
        return sorted.get(lower) * (1 - (rank - lower)) + sorted.get(upper) * (rank - lower);
    }

    private static double irate(Point before, Point last) {
        double increase = last.value() < before.value() ? last.value() : last.value() - before.value();
        return increase / ((last.time() - before.time()) / 1e3);
    }

    private static double rate(String name, List<Point> points, Window window) {
        boolean counter = !name.equals("delta");
        Point first = points.get(0);
        Point last = points.get(points.size() - 1);
        double increase = last.value() - first.value();
        for (int i = 1; counter && i < points.size(); i++) {
            if (points.get(i).value() < points.get(i - 1).value()) {
                increase += points.get(i - 1).value();
            }
        }
        double sampled = last.time() - first.time();
        double gap = sampled / (points.size() - 1);
        double left = first.time() - window.from();
        left = left >= 1.1 * gap ? gap / 2 : left;
        if (counter && increase > 0 && first.value() >= 0) {
            left = Math.min(left, sampled * (first.value() / increase));
        }
        double right = window.to() - last.time();
        right = right >= 1.1 * gap ? gap / 2 : right;
        double result = increase * ((sampled + left + right) / sampled);
        return name.equals("rate") ? result / ((window.to() - window.from()) / 1e3) : result;
    }
}
