package dev.monitoring.alerts.slo;

import java.time.Duration;

/**
 * How an objective fared in a window up to now. Immutable.
 *
 * @param window how long it is
 * @param counts what happened in it
 * @param burnRate how many times as fast as allowed the budget was used; NaN where nothing happened
 */
public record WindowStatus(Duration window, Counts counts, double burnRate) {
    static WindowStatus of(Duration window, Counts counts, double budgetRatio) {
        return new WindowStatus(window, counts, counts.errorRatio() / budgetRatio);
    }

    /** For which share of the window anybody looked, from 0 to 1. */
    public double coverage() {
        return (double) counts.observedMillis() / window.toMillis();
    }
}
