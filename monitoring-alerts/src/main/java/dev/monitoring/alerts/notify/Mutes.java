package dev.monitoring.alerts.notify;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.mute.Inhibition;
import dev.monitoring.alerts.mute.Silences;
import dev.monitoring.alerts.mute.TimeInterval;
import dev.monitoring.alerts.route.Route;
import dev.monitoring.core.model.Labels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that keeps alerts quiet: other alerts, times of day, and silences, asked in that order as Alertmanager does.
 * Thread-safe.
 *
 * @param inhibition the alerts that keep others quiet
 * @param silences what people silenced
 * @param timeIntervals the intervals that routes name; those of one name are alternatives
 */
public record Mutes(Inhibition inhibition, Silences silences, Map<String, List<TimeInterval>> timeIntervals) {
    public Mutes {
        timeIntervals = Map.copyOf(timeIntervals);
    }

    /** The alerts that may be told of now, in their order. */
    List<Alert> audible(Route route, List<Alert> alerts, long timeMillis) {
        if (!mutedBy(route, timeMillis).isEmpty()) {
            return List.of();
        }
        List<Alert> audible = new ArrayList<>();
        for (Alert alert : alerts) {
            if (inhibitor(alert.labels()).isEmpty()
                    && silences.silencing(alert.labels()).isEmpty()) {
                audible.add(alert);
            }
        }
        return audible;
    }

    /** The labels of a firing alert that keeps one quiet. */
    public Optional<Labels> inhibitor(Labels alert) {
        return inhibition.inhibitor(alert);
    }

    /**
     * The names of the time intervals that keep a route quiet: its active ones, if none of them holds, or else those of its
     * mute ones that hold; empty where it may speak.
     */
    public List<String> mutedBy(Route route, long timeMillis) {
        Instant now = Instant.ofEpochMilli(timeMillis);
        List<String> active = route.activeIntervals();
        if (!active.isEmpty() && active.stream().noneMatch(name -> holds(name, now))) {
            return active;
        }
        return route.muteIntervals().stream().filter(name -> holds(name, now)).toList();
    }

    private boolean holds(String name, Instant now) {
        return timeIntervals.getOrDefault(name, List.of()).stream().anyMatch(interval -> interval.contains(now));
    }
}
