package dev.monitoring.alerts.notify;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.AlertState;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.alert.Resolved;
import dev.monitoring.alerts.template.NotificationData;
import dev.monitoring.core.model.Labels;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Makes of alerts what templates see. Immutable. */
final class NotificationTexts {
    private static final String SPECIAL = "\\.+*?()|[]{}^$";

    private final String externalUrl;
    private final Function<Alert, String> generatorUrl;

    /**
     * @param externalUrl where this service is reached from outside
     * @param generatorUrl where the rule of an alert is seen
     */
    NotificationTexts(String externalUrl, Function<Alert, String> generatorUrl) {
        this.externalUrl = externalUrl;
        this.generatorUrl = generatorUrl;
    }

    NotificationData data(String receiver, Labels groupLabels, List<Alert> alerts) {
        boolean fires = alerts.stream().anyMatch(alert -> !(alert.state() instanceof Resolved));
        return new NotificationData(
                quoted(receiver),
                fires ? "firing" : "resolved",
                alerts.stream().map(this::alert).toList(),
                byName(groupLabels),
                common(alerts.stream().map(alert -> byName(alert.labels())).toList()),
                common(alerts.stream().map(Alert::annotations).toList()),
                externalUrl);
    }

    /** The name as a regular expression that fits it alone, which is how Alertmanager tells it. */
    private static String quoted(String receiver) {
        StringBuilder quoted = new StringBuilder(receiver.length());
        receiver.codePoints().forEach(c -> {
            if (SPECIAL.indexOf(c) >= 0) {
                quoted.append('\\');
            }
            quoted.appendCodePoint(c);
        });
        return quoted.toString();
    }

    private NotificationData.Alert alert(Alert alert) {
        AlertState state = alert.state();
        boolean over = state instanceof Resolved;
        long start = state instanceof Firing firing
                ? firing.firedAtMillis()
                : state instanceof Resolved resolved ? resolved.firedAtMillis() : state.activeAtMillis();
        return new NotificationData.Alert(
                over ? "resolved" : "firing",
                byName(alert.labels()),
                alert.annotations(),
                Instant.ofEpochMilli(start),
                state instanceof Resolved resolved
                        ? Instant.ofEpochMilli(resolved.resolvedAtMillis())
                        : NotificationData.Alert.neverEnds(),
                generatorUrl.apply(alert),
                alert.fingerprint());
    }

    private static Map<String, String> byName(Labels labels) {
        Map<String, String> byName = new LinkedHashMap<>();
        labels.forEach(byName::put);
        return byName;
    }

    /** What all of them have alike. */
    private static Map<String, String> common(List<Map<String, String>> all) {
        Map<String, String> common = new TreeMap<>(all.isEmpty() ? Map.of() : all.get(0));
        for (Map<String, String> one : all) {
            common.entrySet().retainAll(one.entrySet());
        }
        return common;
    }
}
