package dev.monitoring.alerts.rule;

import java.util.List;

/**
 * A group as of its last evaluation. Immutable.
 *
 * @param group the group
 * @param lastEvaluationMillis when it was, in epoch milliseconds; 0 where there was none
 * @param evaluationNanos how long it took
 * @param evaluations how many there were
 * @param missed how many there should have been besides
 * @param rules the rules, in their order
 */
public record GroupStatus(
        RuleGroup group,
        long lastEvaluationMillis,
        long evaluationNanos,
        long evaluations,
        long missed,
        List<RuleStatus> rules) {
    public GroupStatus {
        rules = List.copyOf(rules);
    }
}
