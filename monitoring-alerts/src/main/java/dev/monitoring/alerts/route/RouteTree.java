package dev.monitoring.alerts.route;

import dev.monitoring.core.model.Labels;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Says where alerts go. Immutable.
 *
 * <p>Alerts enter at the root. A node whose matchers hold hands an alert to its children, in order, until one takes it that does
 * not say {@code continue}; where no child takes it, the node itself does. So an alert may take several routes, and takes at
 * least one.
 *
 * @param root takes all alerts
 * @see <a href="https://prometheus.io/docs/alerting/latest/configuration/#route-related-settings">Routes</a>
 */
public record RouteTree(Route root) {
    public RouteTree {
        if (root.receiver().isEmpty()) {
            throw new IllegalArgumentException(
                    "the root route has no receiver; name one, every alert ends there at last");
        }
        boolean conditional = !root.matchers().list().isEmpty()
                || root.continues()
                || !root.escalateAfter().isZero()
                || !root.muteIntervals().isEmpty()
                || !root.activeIntervals().isEmpty();
        if (conditional) {
            throw new IllegalArgumentException(
                    "the root route has matchers, intervals, continue or escalate_after; put them on a route below it, the root takes all");
        }
    }

    /**
     * The route of another tree that stands in the place of each of this one: with the same way to it from the root, receiver and
     * grouping, the n-th such there for the n-th here. Those without one are not in it.
     */
    IdentityHashMap<Route, Route> counterparts(RouteTree other) {
        Map<Object, Deque<Route>> theirs = new HashMap<>();
        other.root.walk(route -> theirs.computeIfAbsent(route.place(), place -> new ArrayDeque<>())
                .add(route));
        IdentityHashMap<Route, Route> counterparts = new IdentityHashMap<>(); // equal ones may stand twice in a tree
        root.walk(route -> {
            Route counterpart =
                    theirs.getOrDefault(route.place(), new ArrayDeque<>()).poll();
            if (counterpart != null) {
                counterparts.put(route, counterpart);
            }
        });
        return counterparts;
    }

    /** The routes that an alert takes, at least one, in the order of the tree. */
    public List<Route> match(Labels alert) {
        List<Route> found = new ArrayList<>();
        root.collect(alert, found);
        return List.copyOf(found);
    }
}
