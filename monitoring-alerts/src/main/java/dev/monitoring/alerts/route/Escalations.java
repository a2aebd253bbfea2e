package dev.monitoring.alerts.route;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The alerts that take a route only once they have fired for a while with nobody looking after them. Confined to the dispatcher's
 * event loop.
 */
final class Escalations {
    private static final long NANOS = 1_000_000;

    private final Clock clock;
    private final int capacity;
    private final Predicate<Labels> acknowledged;
    private final Map<Key, Escalation> waiting = new LinkedHashMap<>();

    private record Key(Route route, Labels alert) {}

    /** An alert on its way to a route. */
    record Escalation(Route route, Alert alert, long dueNanos) {}

    Escalations(Clock clock, int capacity, Predicate<Labels> acknowledged) {
        this.clock = clock;
        this.capacity = capacity;
        this.acknowledged = acknowledged;
    }

    /**
     * Whether an alert that has not taken a route yet does not take it now. If it may later, it is remembered until then; rather
     * than to forget one where there is no room it is let through.
     */
    boolean holdsBack(Route route, Alert alert) {
        long patience = route.escalateAfter().toMillis();
        if (patience == 0) {
            return false;
        }
        Key key = new Key(route, alert.labels());
        if (!(alert.state() instanceof Firing firing) || acknowledged.test(alert.labels())) {
            waiting.remove(key);
            return true;
        }
        long wait = firing.firedAtMillis() + patience - clock.epochMillis();
        if (wait <= 0 || waiting.size() >= capacity && !waiting.containsKey(key)) {
            waiting.remove(key);
            return false;
        }
        waiting.put(key, new Escalation(route, alert, clock.nanoTime() + wait * NANOS));
        return true;
    }

    /** Those whose moment has come; they are not remembered any more. */
    List<Escalation> due() {
        List<Escalation> due = new ArrayList<>();
        Iterator<Escalation> all = waiting.values().iterator();
        while (all.hasNext()) {
            Escalation escalation = all.next();
            if (clock.nanoTime() - escalation.dueNanos() >= 0) {
                all.remove();
                due.add(escalation);
            }
        }
        return due;
    }

    /** Forgets all, and gives the alerts. */
    List<Alert> withdraw() {
        List<Alert> withdrawn = waiting.values().stream().map(Escalation::alert).toList();
        waiting.clear();
        return withdrawn;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** How long until the next moment; very long where there is none. */
    long waitNanos() {
        long now = clock.nanoTime();
        return waiting.values().stream()
                .mapToLong(escalation -> Math.max(0, escalation.dueNanos() - now))
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
