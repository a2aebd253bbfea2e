package dev.monitoring.alerts.slo;

import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.Rule;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.core.model.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The rules of an objective's alerts, over the series that {@link ObjectiveRun} writes. Stateless. */
final class SloRules {
    static final String BURN = "ErrorBudgetBurn";
    static final String NO_DATA = "SloHasNoData";

    private static final int EVALUATIONS = 2;

    private SloRules() {}

    /**
     * The group of an objective.
     *
     * @throws IllegalArgumentException if it is evaluated too seldom for its windows
     */
    static RuleGroup group(Objective objective, Duration interval, Duration queryOffset) {
        requireFit(objective, interval);
        List<Rule> rules = new ArrayList<>();
        for (BurnAlert alert : objective.alerts()) {
            rules.add(labelled(burn(objective, alert), objective, alert.severity()));
        }
        objective
                .noDataFor()
                .ifPresent(time -> rules.add(labelled(noData(objective, time), objective, objective.ticket())));
        return new RuleGroup(objective.origin().source(), "slo/" + objective.name(), interval, queryOffset, 0, rules);
    }

    static void requireFit(Objective objective, Duration interval) {
        for (Duration window : objective.alertWindows()) {
            if (window.compareTo(interval.multipliedBy(EVALUATIONS)) < 0) {
                throw new IllegalArgumentException("window " + Objective.text(window) + " of an alert of objective "
                        + objective.name() + " is shorter than two evaluations, each after " + Objective.text(interval)
                        + "; give the alert longer windows, or the objective, or lower"
                        + " monitoring.alerts.evaluation-interval");
            }
        }
    }

    private static AlertRule burn(Objective objective, BurnAlert alert) {
        String longWindow = Objective.text(alert.longWindow());
        String shortWindow = Objective.text(alert.shortWindow());
        String threshold = objective.threshold(alert);
        String expression = series("slo:error_ratio", objective, longWindow) + " > " + threshold
                + " and ignoring(window) " + series("slo:error_ratio", objective, shortWindow) + " > " + threshold;
        if (objective.minimumEvents() > 0) {
            expression += " and " + series("slo:events", objective, longWindow) + " >= " + objective.minimumEvents();
        }
        String what = objective.indicator().countsEvents() ? "of the events" : "of the time";
        return AlertRule.of(BURN, expression)
                .withAnnotation(
                        "summary",
                        "SLO " + objective.name() + groups(objective) + ": {{ $value | humanizePercentage }} " + what
                                + " were bad within " + longWindow)
                .withAnnotation(
                        "description",
                        "The error budget burns at least " + number(alert.factor())
                                + " times as fast as it may, over the last "
                                + longWindow + " and the last " + shortWindow + ". The objective is "
                                + objective.target().toPlainString() + "% over " + Objective.text(objective.window())
                                + description(objective));
    }

    private static AlertRule noData(Objective objective, Duration time) {
        return AlertRule.of(NO_DATA, "slo:has_data{slo=" + Names.quote(objective.name()) + "} == 0")
                .holdingFor(time)
                .withAnnotation("summary", "SLO " + objective.name() + ": nothing to count")
                .withAnnotation(
                        "description",
                        "There has been no data for " + Objective.text(time)
                                + ", so nobody knows how the objective stands. See /api/v1/slos/" + objective.name());
    }

    private static AlertRule labelled(AlertRule rule, Objective objective, String severity) {
        AlertRule labelled = rule;
        for (var label : objective.labels().entrySet()) {
            labelled = labelled.withLabel(label.getKey(), label.getValue());
        }
        for (var annotation : objective.annotations().entrySet()) {
            labelled = labelled.withAnnotation(annotation.getKey(), annotation.getValue());
        }
        labelled = labelled.withLabel("severity", severity);
        return new AlertRule(
                labelled.name(),
                labelled.expression(),
                labelled.timing(),
                labelled.labels(),
                labelled.annotations(),
                labelled.noData(),
                objective.origin());
    }

    private static String series(String metric, Objective objective, String window) {
        return metric + "{slo=" + Names.quote(objective.name()) + ",window=" + Names.quote(window) + "}";
    }

    private static String groups(Objective objective) {
        StringBuilder text = new StringBuilder();
        for (String label : objective.by()) {
            text.append(text.isEmpty() ? " of " : ", ")
                    .append(label)
                    .append(" {{ $labels.")
                    .append(label)
                    .append(" }}");
        }
        return text.toString();
    }

    private static String description(Objective objective) {
        return objective.description().isEmpty()
                ? "."
                : ": " + objective.description().replace("{{", "{ {");
    }

    private static String number(double factor) {
        return factor == Math.rint(factor) ? Long.toString((long) factor) : Double.toString(factor);
    }
}
