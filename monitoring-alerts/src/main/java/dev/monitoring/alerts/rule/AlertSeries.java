package dev.monitoring.alerts.rule;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.AlertState;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.series.SampleStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The series {@code ALERTS} and {@code ALERTS_FOR_STATE} of the active alerts of a rule. What is written for an alert is made
 * once for each state of it. Confined to the evaluation of the rule's group.
 */
final class AlertSeries {
    private static final String ALERTS = "ALERTS";
    private static final String ALERTS_FOR_STATE = "ALERTS_FOR_STATE";
    private static final String ALERT_STATE = "alertstate";
    private static final long MILLIS = 1_000;

    private final RecordedSeries series;
    private final Map<Labels, Entries> entriesOf = new HashMap<>();

    /** What is written for an alert in a state. */
    private record Entries(
            String word, long activeAtMillis, RecordedSeries.Entry alert, RecordedSeries.Entry forState) {
        static Entries of(Labels alert, AlertState state) {
            Labels name = alert.with(Labels.METRIC_NAME, ALERTS).with(ALERT_STATE, state.word());
            Labels nameForState = alert.with(Labels.METRIC_NAME, ALERTS_FOR_STATE);
            long activeAt = state.activeAtMillis();
            return new Entries(
                    state.word(),
                    activeAt,
                    new RecordedSeries.Entry(name, 1),
                    new RecordedSeries.Entry(nameForState, Math.floorDiv(activeAt, MILLIS))); // as in Prometheus
        }

        boolean areOf(AlertState state) {
            return activeAtMillis == state.activeAtMillis() && word.equals(state.word());
        }
    }

    AlertSeries(SampleStore store) {
        this.series = new RecordedSeries(store);
    }

    /** Writes the values of an evaluation, and ends the series of alerts that are not active any more. */
    void write(long timeMillis, Map<Labels, Alert> alerts) {
        List<RecordedSeries.Entry> entries = new ArrayList<>(2 * alerts.size());
        for (Alert alert : alerts.values()) {
            if (alert.state().isActive()) {
                Entries ofAlert = entriesOf.get(alert.labels());
                if (ofAlert == null || !ofAlert.areOf(alert.state())) {
                    ofAlert = Entries.of(alert.labels(), alert.state());
                    entriesOf.put(alert.labels(), ofAlert);
                }
                entries.add(ofAlert.alert());
                entries.add(ofAlert.forState());
            }
        }
        if (entriesOf.size() > alerts.size()) {
            entriesOf.keySet().retainAll(alerts.keySet());
        }
        series.write(timeMillis, entries);
    }

    /** Goes on with the series of another, which forgets them. */
    void takeOver(AlertSeries other) {
        series.takeOver(other.series);
    }

    /** Ends all series. */
    void end(long timeMillis) {
        series.end(timeMillis);
    }
}
