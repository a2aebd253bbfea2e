package dev.monitoring.alerts.rule;

import dev.monitoring.core.model.Labels;

/**
 * A step in the life of an alert. Immutable.
 *
 * @param timeMillis at which evaluation, in epoch milliseconds
 * @param group the name of the rule's group
 * @param rule the name of the rule
 * @param labels the alert
 * @param from the state before, {@code inactive} where there was none
 * @param to the state after
 * @param value what the expression yielded last, while its condition held
 * @param expression the expression of the rule
 * @param cause why, in a few words for people
 */
public record AlertTransition(
        long timeMillis,
        String group,
        String rule,
        Labels labels,
        String from,
        String to,
        double value,
        String expression,
        String cause) {}
