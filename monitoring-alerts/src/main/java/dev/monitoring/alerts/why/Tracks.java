package dev.monitoring.alerts.why;

import dev.monitoring.alerts.why.ConditionTrack.Point;
import dev.monitoring.core.model.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Follows the comparisons of an expression over evaluations. Confined to one thread. */
final class Tracks {
    private final Questions questions;
    private final long stepMillis;
    private final long offsetMillis;

    /** @param offsetMillis how long before each evaluation it asks */
    Tracks(Questions questions, long stepMillis, long offsetMillis) {
        this.questions = questions;
        this.stepMillis = stepMillis;
        this.offsetMillis = offsetMillis;
    }

    /** One comparison, for the series that fit the subject and are nearest to fulfilling it at the last moment. */
    ConditionTrack follow(Comparison comparison, List<Long> moments, Subject subject) {
        long[] asked =
                moments.stream().mapToLong(moment -> moment - offsetMillis).toArray();
        Map<Labels, double[]> measured = questions.values(comparison.measured(), asked, stepMillis, subject::fits);
        Map<Labels, double[]> against = new HashMap<>();
        OptionalDouble constant = constant(comparison.threshold());
        if (constant.isEmpty()) {
            against = questions.values(comparison.threshold(), asked, stepMillis, subject::fits);
        }
        Pair best = new Pair(Labels.EMPTY, null, null);
        double nearest = Double.POSITIVE_INFINITY;
        for (Map.Entry<Labels, double[]> series : measured.entrySet()) {
            Pair pair = new Pair(series.getKey(), series.getValue(), other(series.getKey(), against));
            double distance = distance(comparison, pair, asked.length - 1, constant);
            if (best.measured == null || distance < nearest) {
                best = pair;
                nearest = distance;
            }
        }
        List<Point> points = new ArrayList<>(asked.length);
        for (int i = 0; i < asked.length; i++) {
            OptionalDouble value = at(best.measured, i);
            OptionalDouble threshold = constant.isPresent() ? constant : at(best.against, i);
            boolean holds = value.isPresent()
                    && threshold.isPresent()
                    && comparison.holds(value.getAsDouble(), threshold.getAsDouble());
            points.add(new Point(moments.get(i), value, threshold, holds));
        }
        return new ConditionTrack(
                comparison.text(),
                comparison.measured(),
                comparison.operator(),
                comparison.threshold(),
                best.labels,
                measured.size(),
                points);
    }

    /** A series, and the one that it is compared with. */
    private record Pair(Labels labels, double @Nullable [] measured, double @Nullable [] against) {}

    private static OptionalDouble at(double @Nullable [] values, int index) {
        return values == null || Questions.isMissing(values[index])
                ? OptionalDouble.empty()
                : OptionalDouble.of(values[index]);
    }

    /** The one that differs in no label that both have, where there is one; with more labels in common before one with fewer. */
    private static double @Nullable [] other(Labels labels, Map<Labels, double[]> candidates) {
        double[] found = null;
        int most = -1;
        for (Map.Entry<Labels, double[]> candidate : candidates.entrySet()) {
            int common = common(labels.withoutMetricName(), candidate.getKey());
            if (common > most) {
                most = common;
                found = candidate.getValue();
            }
        }
        return found;
    }

    private static int common(Labels labels, Labels other) {
        int common = 0;
        for (Labels.Label label : labels) {
            String value = other.get(label.name());
            if (value != null && !value.equals(label.value())) {
                return -1;
            }
            common += value == null ? 0 : 1;
        }
        return common;
    }

    /** How far a series is from fulfilling the comparison; less than zero where it does. */
    private static double distance(Comparison comparison, Pair pair, int last, OptionalDouble constant) {
        OptionalDouble value = at(pair.measured, last);
        OptionalDouble threshold = constant.isPresent() ? constant : at(pair.against, last);
        if (value.isEmpty() || threshold.isEmpty()) {
            return Double.MAX_VALUE;
        }
        double distance = Math.abs(value.getAsDouble() - threshold.getAsDouble());
        return comparison.holds(value.getAsDouble(), threshold.getAsDouble()) ? -1 - distance : distance;
    }

    private static OptionalDouble constant(String threshold) {
        try {
            return OptionalDouble.of(Double.parseDouble(threshold));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }
}
