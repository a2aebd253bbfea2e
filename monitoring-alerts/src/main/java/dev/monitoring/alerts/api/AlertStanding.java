package dev.monitoring.alerts.api;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.mute.Silence;
import dev.monitoring.alerts.notify.Mutes;
import dev.monitoring.core.model.Labels;
import java.util.List;

/**
 * What keeps an alert quiet now. Immutable.
 *
 * @param silencedBy the ids of silences, in order
 * @param inhibitedBy the fingerprint of the alert that does
 */
record AlertStanding(List<String> silencedBy, List<String> inhibitedBy) {
    static final AlertStanding ACTIVE = new AlertStanding(List.of(), List.of());

    static AlertStanding of(Labels alert, Mutes mutes) {
        return new AlertStanding(
                mutes.silences().silencing(alert).stream()
                        .map(Silence::id)
                        .sorted()
                        .toList(),
                mutes.inhibitor(alert).map(Alert::fingerprint).stream().toList());
    }

    /** Whether nothing does. */
    boolean isActive() {
        return silencedBy.isEmpty() && inhibitedBy.isEmpty();
    }
}
