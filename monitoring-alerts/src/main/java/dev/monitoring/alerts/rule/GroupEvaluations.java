package dev.monitoring.alerts.rule;

import java.util.List;

/**
 * When a group was evaluated. Immutable.
 *
 * @param momentsMillis the moments of the latest evaluations, in epoch milliseconds, ascending
 * @param isComplete whether the first evaluation of all is among them, since this process knows the group
 * @param rulesSinceMillis for each rule, at which of them it was evaluated first as it is now; 0 where it was not yet
 */
public record GroupEvaluations(List<Long> momentsMillis, boolean isComplete, List<Long> rulesSinceMillis) {
    public GroupEvaluations {
        momentsMillis = List.copyOf(momentsMillis);
        rulesSinceMillis = List.copyOf(rulesSinceMillis);
    }
}
