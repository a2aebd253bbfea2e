package dev.monitoring.alerts.slo;

import java.time.Duration;

/**
 * What a day has cost. Immutable.
 *
 * @param startMillis when the day began, at midnight UTC, in epoch milliseconds
 * @param counts what happened on it, as far as it lies in the objective's window
 * @param spentRatio which share of the budget of the whole window it has cost
 * @param leftRatio which share of the budget was left after it; below zero where more was spent than there was
 */
public record BudgetDay(long startMillis, Counts counts, double spentRatio, double leftRatio) {
    static final Duration LENGTH = Duration.ofDays(1);
}
