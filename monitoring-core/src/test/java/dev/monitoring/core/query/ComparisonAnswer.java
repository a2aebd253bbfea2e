package dev.monitoring.core.query;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.value.MatrixSeries;
import dev.monitoring.core.query.value.MatrixValue;
import dev.monitoring.core.query.value.QueryValue;
import dev.monitoring.core.query.value.ScalarValue;
import dev.monitoring.core.query.value.StringValue;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An answer in a form in which those of different engines can be compared: points by labels, or an error. Immutable.
 *
 * @param type scalar, vector, matrix or string; empty for an error
 * @param points by labels and epoch milliseconds; a scalar has no labels
 */
record ComparisonAnswer(String type, Map<Labels, Map<Long, Double>> points, String error) {
    private static final double RELATIVE_TOLERANCE = 1e-12;

    static ComparisonAnswer error(String message) {
        return new ComparisonAnswer("", Map.of(), message);
    }

    boolean failed() {
        return type.isEmpty();
    }

    static ComparisonAnswer of(QueryValue value) {
        Map<Labels, Map<Long, Double>> points = new TreeMap<>();
        if (value instanceof ScalarValue scalar) {
            put(points, Labels.EMPTY, scalar.timestampMillis(), scalar.value());
        } else if (value instanceof VectorValue vector) {
            for (VectorSample sample : vector.samples()) {
                put(points, sample.labels(), sample.timestampMillis(), sample.value());
            }
        } else if (value instanceof MatrixValue matrix) {
            for (MatrixSeries series : matrix.series()) {
                for (int i = 0; i < series.size(); i++) {
                    put(points, series.labels(), series.timestamps()[i], series.values()[i]);
                }
            }
        } else if (value instanceof StringValue text) {
            put(points, Labels.of("text", text.text()), text.timestampMillis(), 0);
        }
        return new ComparisonAnswer(value.type().id(), points, "");
    }

    private static void put(Map<Labels, Map<Long, Double>> points, Labels labels, long timestamp, double value) {
        if (points.computeIfAbsent(labels, any -> new TreeMap<>()).put(timestamp, value) != null) {
            throw new IllegalStateException(labels + " has two points at " + timestamp);
        }
    }

    /** The answer of the Prometheus API to a query. */
    static ComparisonAnswer of(PrometheusServer.Reply reply) {
        if (reply.data().isEmpty()) {
            return error(reply.error());
        }
        Map<?, ?> data = (Map<?, ?>) reply.data().get();
        String type = String.valueOf(data.get("resultType"));
        List<?> result = (List<?>) data.get("result");
        Map<Labels, Map<Long, Double>> points = new TreeMap<>();
        if (type.equals("scalar")) {
            put(points, Labels.EMPTY, result);
        } else if (type.equals("string")) {
            put(points, Labels.of("text", (String) result.get(1)), List.of(result.get(0), "0"));
        } else {
            for (Object element : result) {
                Map<?, ?> series = (Map<?, ?>) element;
                Labels labels = labels((Map<?, ?>) series.get("metric"));
                if (type.equals("vector")) {
                    put(points, labels, (List<?>) series.get("value"));
                } else {
                    ((List<?>) series.get("values")).forEach(point -> put(points, labels, (List<?>) point));
                }
            }
        }
        return new ComparisonAnswer(type, points, "");
    }

    private static Labels labels(Map<?, ?> metric) {
        Labels.Builder labels = Labels.builder();
        metric.forEach((name, value) -> labels.set((String) name, (String) value));
        return labels.build();
    }

    private static void put(Map<Labels, Map<Long, Double>> points, Labels labels, List<?> point) {
        put(points, labels, Math.round(Double.parseDouble((String) point.get(0)) * 1e3), SeriesNotation.number((String)
                point.get(1)));
    }

    /** What differs from another answer first, if anything does. */
    Optional<String> difference(ComparisonAnswer other) {
        if (failed() || other.failed()) {
            return failed() == other.failed() ? Optional.empty() : Optional.of(shown() + " against " + other.shown());
        }
        if (!type.equals(other.type)) {
            return Optional.of("a " + type + " against a " + other.type);
        }
        TreeSet<Labels> all = new TreeSet<>(points.keySet());
        all.addAll(other.points.keySet());
        return first(all, labels -> {
            Map<Long, Double> mine = points.getOrDefault(labels, Map.of());
            Map<Long, Double> theirs = other.points.getOrDefault(labels, Map.of());
            TreeSet<Long> times = new TreeSet<>(mine.keySet());
            times.addAll(theirs.keySet());
            return first(times, time -> {
                Double a = mine.get(time);
                Double b = theirs.get(time);
                return equal(a, b)
                        ? Optional.empty()
                        : Optional.of(labels + " at " + time + " is " + a + " against " + b);
            });
        });
    }

    private interface Difference<T> {
        Optional<String> at(T place);
    }

    private static <T> Optional<String> first(Iterable<T> places, Difference<T> difference) {
        for (T place : places) {
            Optional<String> found = difference.at(place);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static boolean equal(Double a, Double b) {
        if (a == null || b == null) {
            return Objects.equals(a, b);
        }
        return Double.isNaN(a) && Double.isNaN(b)
                || a.doubleValue() == b
                || Math.abs(a - b) <= RELATIVE_TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
    }

    private String shown() {
        return failed() ? "the error " + error : "a " + type + " of " + points.size();
    }

    /** Whether both have the same points and their values differ by less than a billionth. */
    boolean differsInLastDigits(ComparisonAnswer other) {
        if (!points.keySet().equals(other.points.keySet())) {
            return false;
        }
        return points.keySet().stream().allMatch(labels -> {
            Map<Long, Double> mine = points.get(labels);
            Map<Long, Double> theirs = other.points.get(labels);
            return mine.keySet().equals(theirs.keySet())
                    && mine.keySet().stream().allMatch(time -> {
                        double difference = Math.abs(mine.get(time) - theirs.get(time));
                        return equal(mine.get(time), theirs.get(time))
                                || difference < 1e-9 * Math.max(1, Math.abs(mine.get(time)));
                    });
        });
    }
}
