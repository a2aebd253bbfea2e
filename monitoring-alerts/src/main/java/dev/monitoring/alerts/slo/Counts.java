package dev.monitoring.alerts.slo;

/**
 * What was counted in a stretch of time. Immutable.
 *
 * @param bad events that were bad; between 0 and {@code total}
 * @param total all events
 * @param observedMillis for how much of the time anybody looked; what happened in the rest is unknown
 */
public record Counts(double bad, double total, long observedMillis) {
    static final Counts NONE = new Counts(0, 0, 0);

    /** Which share of the events was bad, from 0 to 1; NaN where there were none. */
    public double errorRatio() {
        return total > 0 ? bad / total : Double.NaN;
    }
}
