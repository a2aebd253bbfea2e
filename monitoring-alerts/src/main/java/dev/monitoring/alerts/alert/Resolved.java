package dev.monitoring.alerts.alert;

import java.time.Duration;
import java.util.Optional;

/**
 * The condition does not hold any more. Remembered for {@link AlertTiming#RESOLVED_RETENTION}, so that everybody hears of it.
 * Immutable.
 *
 * @param activeAtMillis since when the condition had held, in epoch milliseconds
 * @param firedAtMillis since when the alert fired, in epoch milliseconds
 * @param resolvedAtMillis since when it is over, in epoch milliseconds
 */
public record Resolved(long activeAtMillis, long firedAtMillis, long resolvedAtMillis) implements AlertState {
    /** How long it is remembered at least after a restart: Alertmanager's {@code group_interval}, unless set otherwise. */
    private static final Duration HEARD = Duration.ofMinutes(5);

    @Override
    public String word() {
        return "inactive";
    }

    @Override
    public boolean isActive() {
        return false;
    }

    @Override
    public AlertState holds(long timeMillis, AlertTiming timing) {
        return AlertState.begin(timeMillis, timing);
    }

    @Override
    public Optional<AlertState> ceases(long timeMillis, AlertTiming timing) {
        return timeMillis - resolvedAtMillis > AlertTiming.RESOLVED_RETENTION.toMillis()
                ? Optional.empty()
                : Optional.of(this);
    }

    @Override
    public AlertState shifted(long millis) {
        return new Resolved(activeAtMillis + millis, firedAtMillis + millis, resolvedAtMillis + millis);
    }

    @Override
    public Optional<AlertState> resumed(long stoppedMillis, long nowMillis) {
        long earliest = nowMillis - AlertTiming.RESOLVED_RETENTION.minus(HEARD).toMillis();
        return Optional.of(new Resolved(
                Math.min(activeAtMillis, nowMillis),
                Math.min(firedAtMillis, nowMillis),
                Math.min(Math.max(resolvedAtMillis, earliest), nowMillis)));
    }
}
