package dev.monitoring.alerts.testing;

import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.template.NotificationData;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a receiver would have been told in a scenario. Immutable.
 *
 * @param time since the beginning
 * @param receiver the receiver's name
 * @param integration the way it is told: {@code slack[0]}
 * @param notification with the alerts as templates see them
 */
public record Told(Duration time, String receiver, String integration, Notification notification) {
    /** In one line, for assertions: {@code 70s ops by slack[0]: firing {alertname=Down, job=api}}; alerts in the order of their labels. */
    @Override
    public String toString() {
        return time.toSeconds() + "s " + receiver + " by " + integration + ": "
                + notification.data().alerts().stream()
                        .sorted(Comparator.comparing((NotificationData.Alert alert) ->
                                sorted(alert.labels()).toString()))
                        .map(alert -> alert.status() + " " + sorted(alert.labels()))
                        .collect(Collectors.joining(", "));
    }

    private static Map<String, String> sorted(Map<String, String> labels) {
        return new TreeMap<>(labels);
    }
}
