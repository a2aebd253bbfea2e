package dev.monitoring.alerts.route;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.Resolved;
import dev.monitoring.core.model.Labels;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a receiver was told last of a group, by one of its integrations, and whether it is to be told again. Immutable.
 *
 * @param firing the labels of the alerts told as firing
 * @param resolved the labels of the alerts told as resolved
 * @param timeMillis when the group was due, in epoch milliseconds
 */
public record SentRecord(Set<Labels> firing, Set<Labels> resolved, long timeMillis) {
    /** Why a receiver is told. */
    public enum Reason {
        /** Nothing was told before, and an alert fires. */
        FIRST,
        /** An alert fires that was not told as firing. */
        NEW_FIRING,
        /** Nothing fires any more. */
        ALL_RESOLVED,
        /** An alert is over that was not told as resolved. */
        NEW_RESOLVED,
        /** The same again, after {@code repeat_interval}. */
        REPEAT
    }

    public SentRecord {
        firing = Set.copyOf(firing);
        resolved = Set.copyOf(resolved);
    }

    /** What is to be remembered once these alerts were told. */
    public static SentRecord of(Collection<Alert> alerts, long timeMillis) {
        return new SentRecord(labels(alerts, false), labels(alerts, true), timeMillis);
    }

    private static Set<Labels> labels(Collection<Alert> alerts, boolean resolved) {
        return alerts.stream()
                .filter(alert -> alert.state() instanceof Resolved == resolved)
                .map(Alert::labels)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Why these alerts are to be told; empty where they are not.
     *
     * @param before what was told last, if anything
     * @param due the alerts, at the time when the group is due
     * @param sendResolved whether the integration is told of resolved alerts
     */
    public static Optional<Reason> reason(
            Optional<SentRecord> before, SentRecord due, boolean sendResolved, Duration repeatInterval) {
        if (before.isEmpty()) {
            return due.firing.isEmpty() ? Optional.empty() : Optional.of(Reason.FIRST);
        }
        SentRecord last = before.get();
        if (!last.firing.containsAll(due.firing)) {
            return Optional.of(Reason.NEW_FIRING);
        }
        if (due.firing.isEmpty()) { // told also where resolved alerts are not sent, so that the record is cleared
            return last.firing.isEmpty() ? Optional.empty() : Optional.of(Reason.ALL_RESOLVED);
        }
        if (sendResolved && !last.resolved.containsAll(due.resolved)) {
            return Optional.of(Reason.NEW_RESOLVED);
        }
        boolean repeats = last.timeMillis + repeatInterval.toMillis() < due.timeMillis;
        return repeats ? Optional.of(Reason.REPEAT) : Optional.empty();
    }
}
