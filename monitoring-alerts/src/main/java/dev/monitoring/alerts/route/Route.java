package dev.monitoring.alerts.route;

import dev.monitoring.alerts.matcher.Matchers;
import dev.monitoring.alerts.matcher.Quoting;
import dev.monitoring.core.model.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A node of the routing tree, with what it says itself and what it has from its parents. Immutable.
 *
 * @see RouteTree
 */
public final class Route {
    private final String key;
    private final Matchers matchers;
    private final String receiver;
    private final Grouping grouping;
    private final RouteTimes times;
    private final List<String> muteIntervals;
    private final List<String> activeIntervals;
    private final boolean continues;
    private final Duration escalateAfter;
    private final List<Route> children;

    private Route(Builder builder, @Nullable Route parent) {
        matchers = builder.matchers;
        key = parent == null ? matchers.toString() : parent.key + "/" + matchers;
        RouteTimes inherited = parent == null ? RouteTimes.DEFAULT : parent.times;
        receiver = inherit(builder.receiver, parent == null ? "" : parent.receiver);
        grouping = inherit(builder.grouping, parent == null ? Grouping.NONE : parent.grouping);
        times = new RouteTimes(
                inherit(builder.groupWait, inherited.groupWait()),
                inherit(builder.groupInterval, inherited.groupInterval()),
                inherit(builder.repeatInterval, inherited.repeatInterval()));
        muteIntervals = List.copyOf(builder.muteIntervals);
        activeIntervals = List.copyOf(builder.activeIntervals);
        continues = builder.continues;
        escalateAfter = inherit(builder.escalateAfter, parent == null ? Duration.ZERO : parent.escalateAfter);
        children =
                builder.children.stream().map(child -> new Route(child, this)).toList();
    }

    private static <T> T inherit(@Nullable T own, T inherited) {
        return own == null ? inherited : own;
    }

    /** The matchers on the way from the root to here, joined by slashes: the first part of the keys of its groups. */
    public String key() {
        return key;
    }

    /**
     * What names a group of this route, as Alertmanager writes it: {@code {}/{team="db"}:{alertname="Lag", shard="3"}}.
     *
     * @param groupLabels as {@link Grouping#of} gives them
     */
    public String groupKey(Labels groupLabels) {
        return key + ":"
                + StreamSupport.stream(groupLabels.spliterator(), false)
                        .map(label -> label.name() + "=" + Quoting.go(label.value()))
                        .collect(Collectors.joining(", ", "{", "}"));
    }

    /** Which alerts of its parent's come here. */
    public Matchers matchers() {
        return matchers;
    }

    public String receiver() {
        return receiver;
    }

    public Grouping grouping() {
        return grouping;
    }

    public RouteTimes times() {
        return times;
    }

    /** The names of the time intervals in which this route is mute. */
    public List<String> muteIntervals() {
        return muteIntervals;
    }

    /** The names of the time intervals outside of which this route is mute, if there are any. */
    public List<String> activeIntervals() {
        return activeIntervals;
    }

    /** Whether alerts that come here are shown to the next routes, too. */
    public boolean continues() {
        return continues;
    }

    /**
     * How long an alert must have fired, with nobody looking after it, before it takes this route; zero where it takes it at
     * once. Not among Alertmanager's.
     */
    public Duration escalateAfter() {
        return escalateAfter;
    }

    public List<Route> children() {
        return children;
    }

    /** What makes this route the same as one of another tree: its way from the root, its receiver and its groups. */
    Object place() {
        return List.of(key, receiver, grouping);
    }

    /** Shows this route and all below it, in the order of the tree. */
    void walk(Consumer<Route> visitor) {
        visitor.accept(this);
        children.forEach(child -> child.walk(visitor));
    }

    /** Adds the routes that an alert takes from here; none where it does not come here. */
    void collect(Labels alert, List<Route> found) {
        if (!matchers.matches(alert)) {
            return;
        }
        int before = found.size();
        for (Route child : children) {
            int beforeChild = found.size();
            child.collect(alert, found);
            if (found.size() > beforeChild && !child.continues) {
                break;
            }
        }
        if (found.size() == before) {
            found.add(this);
        }
    }

    @Override
    public String toString() {
        return key + " → " + receiver;
    }

    /**
     * What one node says itself. What is not set comes from the parent; for the root the times are {@link RouteTimes#DEFAULT}
     * and all alerts make one group. Confined to one thread.
     */
    public static final class Builder {
        private @Nullable String receiver;
        private Matchers matchers = Matchers.ANY;
        private @Nullable Grouping grouping;
        private @Nullable Duration groupWait;
        private @Nullable Duration groupInterval;
        private @Nullable Duration repeatInterval;
        private List<String> muteIntervals = List.of();
        private List<String> activeIntervals = List.of();
        private boolean continues;
        private @Nullable Duration escalateAfter;
        private final List<Builder> children = new ArrayList<>();

        public Builder receiver(String name) {
            receiver = name;
            return this;
        }

        public Builder matchers(Matchers all) {
            matchers = all;
            return this;
        }

        public Builder grouping(Grouping labels) {
            grouping = labels;
            return this;
        }

        public Builder groupWait(Duration duration) {
            groupWait = duration;
            return this;
        }

        public Builder groupInterval(Duration duration) {
            groupInterval = duration;
            return this;
        }

        public Builder repeatInterval(Duration duration) {
            repeatInterval = duration;
            return this;
        }

        public Builder muteIntervals(List<String> names) {
            muteIntervals = names;
            return this;
        }

        public Builder activeIntervals(List<String> names) {
            activeIntervals = names;
            return this;
        }

        public Builder continues(boolean on) {
            continues = on;
            return this;
        }

        public Builder escalateAfter(Duration duration) {
            escalateAfter = duration;
            return this;
        }

        public Builder child(Builder child) {
            children.add(child);
            return this;
        }

        /**
         * The tree whose root this is.
         *
         * @throws IllegalArgumentException if it has no receiver, or what only other nodes may have; or if an interval is zero
         */
        public RouteTree tree() {
            return new RouteTree(new Route(this, null));
        }
    }
}
