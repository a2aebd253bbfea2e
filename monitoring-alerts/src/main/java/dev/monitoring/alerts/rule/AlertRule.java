package dev.monitoring.alerts.rule;

import dev.monitoring.alerts.alert.AlertTiming;
import dev.monitoring.core.settings.Origin;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Each element that the expression yields is an alert. Immutable.
 *
 * @param name the value of the label {@code alertname}
 * @param expression the condition, in PromQL
 * @param timing how long the condition must hold, and how long the alert outlives it
 * @param labels templates, by label
 * @param annotations templates, by annotation
 * @param noData what no data means
 * @param origin where the rule stands
 */
public record AlertRule(
        String name,
        String expression,
        AlertTiming timing,
        Map<String, String> labels,
        Map<String, String> annotations,
        NoDataPolicy noData,
        Origin origin)
        implements Rule {
    public AlertRule {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(expression, "expression");
        labels = ordered(labels);
        annotations = ordered(annotations);
    }

    /** A rule without labels and annotations, whose alerts fire at once. */
    public static AlertRule of(String name, String expression) {
        return new AlertRule(
                name,
                expression,
                new AlertTiming(Duration.ZERO, Duration.ZERO),
                Map.of(),
                Map.of(),
                NoDataPolicy.OK,
                Origin.CODE);
    }

    /** This rule, its condition having to hold for some time. */
    public AlertRule holdingFor(Duration newHoldFor) {
        AlertTiming newTiming = new AlertTiming(newHoldFor, timing.keepFiringFor());
        return new AlertRule(name, expression, newTiming, labels, annotations, noData, origin);
    }

    /** This rule, its alerts outliving their condition for some time. */
    public AlertRule keepingFiringFor(Duration newKeepFiringFor) {
        AlertTiming newTiming = new AlertTiming(timing.holdFor(), newKeepFiringFor);
        return new AlertRule(name, expression, newTiming, labels, annotations, noData, origin);
    }

    /** This rule with one more label; its value is a template. */
    public AlertRule withLabel(String label, String value) {
        return new AlertRule(name, expression, timing, with(labels, label, value), annotations, noData, origin);
    }

    /** This rule with one more annotation; its value is a template. */
    public AlertRule withAnnotation(String annotation, String value) {
        return new AlertRule(name, expression, timing, labels, with(annotations, annotation, value), noData, origin);
    }

    /** This rule with another meaning of no data. */
    public AlertRule withNoData(NoDataPolicy newNoData) {
        return new AlertRule(name, expression, timing, labels, annotations, newNoData, origin);
    }

    private static Map<String, String> with(Map<String, String> texts, String name, String text) {
        Map<String, String> more = new LinkedHashMap<>(texts);
        more.put(name, text);
        return more;
    }

    /** A copy that keeps the order in which people wrote it. */
    private static Map<String, String> ordered(Map<String, String> texts) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(texts));
    }
}
