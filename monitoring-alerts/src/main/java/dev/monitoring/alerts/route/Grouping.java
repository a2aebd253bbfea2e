package dev.monitoring.alerts.route;

import dev.monitoring.core.model.Labels;
import java.util.Set;

/**
 * Which labels of an alert make its group. Immutable.
 *
 * @param all whether all do, Alertmanager's {@code '...'}
 * @param labels the names of those that do, where not all do
 */
public record Grouping(boolean all, Set<String> labels) {
    /** Each alert by itself. */
    public static final Grouping BY_ALL = new Grouping(true, Set.of());

    /** All alerts of a route together. */
    public static final Grouping NONE = new Grouping(false, Set.of());

    public Grouping {
        labels = Set.copyOf(labels);
    }

    public static Grouping by(Set<String> labels) {
        return new Grouping(false, labels);
    }

    /** The labels that an alert's group has. */
    public Labels of(Labels alert) {
        return all ? alert : alert.only(labels);
    }
}
