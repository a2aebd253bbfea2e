package dev.monitoring.alerts.route;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.alert.Resolved;
import dev.monitoring.core.model.Labels;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The alerts of one route that have the labels it groups by alike. Changed on the dispatcher's event loop alone; its alerts
 * change only under the lock of {@link Dispatcher#groups}.
 *
 * <h2>Timers</h2>
 *
 * A new group is due after {@code group_wait}, or at once where an alert that comes in began to fire longer ago than that; from
 * then on {@code group_interval} after each time it was due. While a telling is under way the group does not become due; a
 * moment that passes meanwhile is made up for when it ends.
 */
final class AggregationGroup {
    static final Comparator<Alert> ORDER = byLabel("job")
            .thenComparing(byLabel("instance"))
            .thenComparing(Alert::labels, AggregationGroup::compareLabels);

    private Route route;
    private final Labels labels;
    private final Map<Labels, Alert> alerts = new LinkedHashMap<>();
    private volatile long dueNanos;
    private boolean wasDue;
    private volatile boolean underWay;

    AggregationGroup(Route route, Labels labels, long nowNanos) {
        this.route = route;
        this.labels = labels;
        this.dueNanos = nowNanos + route.times().groupWait().toNanos();
    }

    /** Alerts that lack the label come last. */
    private static Comparator<Alert> byLabel(String name) {
        return Comparator.comparing((Alert alert) -> !alert.labels().has(name))
                .thenComparing(alert -> alert.labels().valueOrEmpty(name));
    }

    /** Smaller sets first, then by the first label, in the order of names, that one lacks or has with a smaller value. */
    static int compareLabels(Labels one, Labels other) {
        if (one.size() != other.size()) {
            return Integer.compare(one.size(), other.size());
        }
        return IntStream.range(0, one.size())
                .map(i -> {
                    // At the first name that differs, the set with the greater name lacks the smaller one.
                    int names = other.name(i).compareTo(one.name(i));
                    return names != 0 ? names : one.value(i).compareTo(other.value(i));
                })
                .filter(order -> order != 0)
                .findFirst()
                .orElse(0);
    }

    Route route() {
        return route;
    }

    /** Goes on as a group of the route that has taken the place of its own, with the alerts that still come there. */
    void moveTo(Route counterpart, Predicate<Labels> comesThere) {
        route = counterpart;
        alerts.keySet().removeIf(comesThere.negate());
    }

    Labels labels() {
        return labels;
    }

    /** Its alerts, in the order in which they came. */
    List<Alert> alerts() {
        return List.copyOf(alerts.values());
    }

    int size() {
        return alerts.size();
    }

    boolean has(Labels alert) {
        return alerts.containsKey(alert);
    }

    boolean isIdle() {
        return alerts.isEmpty() && !underWay;
    }

    long dueNanos() {
        return dueNanos;
    }

    /** Whether it waits for its moment, and not for the end of a telling. */
    boolean isWaiting() {
        return !underWay;
    }

    void put(Alert alert, long nowMillis, long nowNanos) {
        alerts.put(alert.labels(), alert);
        boolean waitIsOver = startMillis(alert) + route.times().groupWait().toMillis() < nowMillis;
        if (!wasDue && waitIsOver) {
            dueNanos = nowNanos;
        }
    }

    private static long startMillis(Alert alert) {
        if (alert.state() instanceof Firing firing) {
            return firing.firedAtMillis();
        }
        return alert.state() instanceof Resolved resolved
                ? resolved.firedAtMillis()
                : alert.state().activeAtMillis();
    }

    /** Sets the next moment, and gives the alerts that there are; a group without any has nothing under way. */
    List<Alert> begin(long nowNanos) {
        dueNanos = nowNanos + route.times().groupInterval().toNanos();
        wasDue = true;
        underWay = !alerts.isEmpty();
        return alerts.values().stream().sorted(ORDER).toList();
    }

    /** Forgets the resolved alerts among those told of, where they are still as they were told. */
    void end(List<Alert> told, boolean succeeded) {
        underWay = false;
        if (!succeeded) {
            return;
        }
        for (Alert alert : told) {
            if (alert.state() instanceof Resolved && alert.equals(alerts.get(alert.labels()))) {
                alerts.remove(alert.labels());
            }
        }
    }
}
