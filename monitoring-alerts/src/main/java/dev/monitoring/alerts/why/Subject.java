package dev.monitoring.alerts.why;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.core.model.Labels;

/**
 * The alert that an explanation is about. Immutable.
 *
 * @param alert its labels, or some of them; empty where there is none to choose
 * @param element what of them comes from the expression: all but those that the rule sets
 */
record Subject(Labels alert, Labels element) {
    static Subject of(Labels alert, AlertRule rule) {
        return new Subject(alert, element(alert, rule));
    }

    /** What of an alert's labels comes from the expression. */
    static Labels element(Labels alert, AlertRule rule) {
        return alert.without(rule.labels().keySet()).without(Alert.NAME).withoutMetricName();
    }

    /** Whether a series may belong to this alert: it differs in no label that both have. */
    boolean fits(Labels series) {
        for (Labels.Label label : element) {
            String other = series.get(label.name());
            if (other != null && !other.equals(label.value())) {
                return false;
            }
        }
        return true;
    }
}
