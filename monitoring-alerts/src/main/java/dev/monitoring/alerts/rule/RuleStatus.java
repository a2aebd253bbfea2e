package dev.monitoring.alerts.rule;

import dev.monitoring.alerts.alert.Alert;
import java.util.List;
import java.util.Optional;

/**
 * A rule as of its last evaluation. Immutable.
 *
 * @param rule the rule
 * @param health how the evaluation went
 * @param lastError why it failed, where it did
 * @param lastEvaluationMillis when it was, in epoch milliseconds; 0 where there was none
 * @param evaluationNanos how long it took
 * @param hadNoData whether none of the selectors found a series; looked at only under a policy other than {@code ok}
 * @param alerts the alerts of an alerting rule, pending, firing and resolved ones
 */
public record RuleStatus(
        Rule rule,
        RuleHealth health,
        Optional<String> lastError,
        long lastEvaluationMillis,
        long evaluationNanos,
        boolean hadNoData,
        List<Alert> alerts) {
    public RuleStatus {
        alerts = List.copyOf(alerts);
    }

    /** A rule that was not evaluated yet. */
    static RuleStatus initial(Rule rule) {
        return new RuleStatus(rule, RuleHealth.UNKNOWN, Optional.empty(), 0, 0, false, List.of());
    }

    RuleStatus withAlerts(List<Alert> newAlerts) {
        return new RuleStatus(rule, health, lastError, lastEvaluationMillis, evaluationNanos, hadNoData, newAlerts);
    }
}
