package dev.monitoring.alerts.alert;

import java.util.Optional;

/**
 * The condition holds, not yet for long enough. Immutable.
 *
 * @param activeAtMillis since when, in epoch milliseconds
 */
public record Pending(long activeAtMillis) implements AlertState {
    @Override
    public String word() {
        return "pending";
    }

    @Override
    public boolean isActive() {
        return true;
    }

    @Override
    public AlertState holds(long timeMillis, AlertTiming timing) {
        return timeMillis - activeAtMillis >= timing.holdFor().toMillis()
                ? Firing.since(activeAtMillis, timeMillis)
                : this;
    }

    @Override
    public Optional<AlertState> ceases(long timeMillis, AlertTiming timing) {
        return Optional.empty();
    }

    @Override
    public AlertState shifted(long millis) {
        return new Pending(activeAtMillis + millis);
    }

    @Override
    public Optional<AlertState> resumed(long stoppedMillis, long nowMillis) {
        return stoppedMillis > OUTAGE_TOLERANCE.toMillis()
                ? Optional.empty()
                : Optional.of(new Pending(Math.min(activeAtMillis + stoppedMillis, nowMillis)));
    }
}
