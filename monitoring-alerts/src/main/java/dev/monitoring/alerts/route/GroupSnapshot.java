package dev.monitoring.alerts.route;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.core.model.Labels;
import java.util.Comparator;
import java.util.List;

/**
 * A group as it was at a moment. Immutable.
 *
 * @param route whose group it is
 * @param labels the labels that its alerts were grouped by
 * @param alerts firing and resolved, in Alertmanager's order: by {@code job}, {@code instance}, then all labels
 */
public record GroupSnapshot(Route route, Labels labels, List<Alert> alerts) {
    /** Alertmanager's order: by labels, then by receiver. */
    public static final Comparator<GroupSnapshot> ORDER = Comparator.comparing(
                    GroupSnapshot::labels, AggregationGroup::compareLabels)
            .thenComparing(group -> group.route().receiver())
            .thenComparing(group -> group.route().key());

    public GroupSnapshot {
        alerts = alerts.stream().sorted(AggregationGroup.ORDER).toList();
    }
}
