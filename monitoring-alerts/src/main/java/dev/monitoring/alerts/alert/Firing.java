package dev.monitoring.alerts.alert;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The condition has held for long enough, or ceased so lately that it still counts. Immutable.
 *
 * @param activeAtMillis since when the condition has held, in epoch milliseconds
 * @param firedAtMillis since when the alert fires, in epoch milliseconds
 * @param keptSinceMillis at which evaluation the condition was first found to have ceased, where {@code keep_firing_for}
 *     alone keeps the alert firing
 */
public record Firing(long activeAtMillis, long firedAtMillis, OptionalLong keptSinceMillis) implements AlertState {
    /** Fires since a moment, its condition holding. */
    public static Firing since(long activeAtMillis, long firedAtMillis) {
        return new Firing(activeAtMillis, firedAtMillis, OptionalLong.empty());
    }

    @Override
    public String word() {
        return "firing";
    }

    @Override
    public boolean isActive() {
        return true;
    }

    @Override
    public AlertState holds(long timeMillis, AlertTiming timing) {
        if (timeMillis - activeAtMillis < timing.holdFor().toMillis()) {
            return new Pending(activeAtMillis); // somebody raised the rule's "for"
        }
        return keptSinceMillis.isEmpty() ? this : since(activeAtMillis, firedAtMillis);
    }

    @Override
    public Optional<AlertState> ceases(long timeMillis, AlertTiming timing) {
        long since = keptSinceMillis.orElse(timeMillis);
        return timeMillis - since < timing.keepFiringFor().toMillis()
                ? Optional.of(new Firing(activeAtMillis, firedAtMillis, OptionalLong.of(since)))
                : Optional.of(new Resolved(activeAtMillis, firedAtMillis, timeMillis));
    }

    @Override
    public AlertState shifted(long millis) {
        OptionalLong keptSince = keptSinceMillis.isPresent()
                ? OptionalLong.of(keptSinceMillis.getAsLong() + millis)
                : OptionalLong.empty();
        return new Firing(activeAtMillis + millis, firedAtMillis + millis, keptSince);
    }

    @Override
    public Optional<AlertState> resumed(long stoppedMillis, long nowMillis) {
        OptionalLong keptSince = keptSinceMillis.isPresent()
                ? OptionalLong.of(Math.min(keptSinceMillis.getAsLong() + stoppedMillis, nowMillis))
                : OptionalLong.empty();
        return Optional.of(
                new Firing(Math.min(activeAtMillis, nowMillis), Math.min(firedAtMillis, nowMillis), keptSince));
    }
}
