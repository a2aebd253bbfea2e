package dev.monitoring.alerts.route;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.Pending;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gathers alerts into the groups of their routes and says when each is due. {@link #accept}, {@link #groups} and the end of a
 * telling may come from any thread; all else happens on the event loop, which alone changes the groups.
 *
 * <p>Groups without alerts are forgotten every 30 seconds, so that an alert that comes after that waits for
 * {@code group_wait} again. What exceeds the limits is dropped and counted.
 *
 * @see AggregationGroup
 */
public final class Dispatcher {
    private static final Duration CLEANING_INTERVAL = Duration.ofSeconds(30);

    private final Clock clock;
    private final Limits limits;
    private final GroupListener listener;
    private final EventLoop.Wakeup wakeup;
    private final Object lock = new Object();
    private Map<Labels, Alert> incoming = new LinkedHashMap<>(); // guarded by lock
    private List<Ended> ended = new ArrayList<>(); // guarded by lock
    private @Nullable RouteTree replacement; // guarded by lock
    private final AtomicLong dropped = new AtomicLong();

    // Changed by the event loop alone, under the lock of groups; so the loop itself reads without it.
    private final Map<Key, AggregationGroup> groups = new LinkedHashMap<>();

    // The event loop's alone.
    private RouteTree routes;
    private final Escalations escalations;
    private int memberships;
    private long cleaningNanos;

    /**
     * How much is kept at most.
     *
     * @param groups how many groups
     * @param alerts how many alerts, counted once for each group they are in
     */
    public record Limits(int groups, int alerts) {
        /** Far above what people can read: 10,000 groups, 100,000 alerts. */
        public static final Limits DEFAULT = new Limits(10_000, 100_000);
    }

    /** Which group: routes are compared as objects, since equal ones may stand twice in a tree. */
    private record Key(Route route, Labels labels) {}

    private record Ended(AggregationGroup group, List<Alert> told, boolean succeeded) {}

    /**
     * Without alerts.
     *
     * @param acknowledged whether somebody looks after an alert, so that it does not take routes that escalate
     */
    public Dispatcher(
            RouteTree routes,
            EventLoop loop,
            Clock clock,
            Limits limits,
            Predicate<Labels> acknowledged,
            GroupListener listener) {
        this.routes = routes;
        this.clock = clock;
        this.limits = limits;
        this.listener = listener;
        this.escalations = new Escalations(clock, limits.alerts(), acknowledged);
        this.cleaningNanos = clock.nanoTime() + CLEANING_INTERVAL.toNanos();
        this.wakeup = loop.wakeup(this::turn);
    }

    /** Takes note of an alert's newest state; pending ones do not count. Thread-safe, never blocks for long. */
    public void accept(Alert alert) {
        if (alert.state() instanceof Pending) {
            return;
        }
        synchronized (lock) {
            if (incoming.size() >= limits.alerts() && !incoming.containsKey(alert.labels())) {
                dropped.incrementAndGet();
                return;
            }
            incoming.put(alert.labels(), alert);
        }
        wakeup.now();
    }

    /**
     * Takes another tree of routes. Groups whose route is in it, too, go on with their moments; the alerts of all others, and
     * those that now come elsewhere, join groups as if they had just come. Thread-safe.
     */
    public void replace(RouteTree newRoutes) {
        synchronized (lock) {
            replacement = newRoutes;
        }
        wakeup.now();
    }

    /** How many times an alert found no room. Thread-safe. */
    public long dropped() {
        return dropped.get();
    }

    /** Every group with the alerts that it has now, in no order. Thread-safe; the event loop waits for as long as it copies. */
    public List<GroupSnapshot> groups() {
        List<Supplier<GroupSnapshot>> copied = new ArrayList<>();
        synchronized (groups) {
            for (AggregationGroup group : groups.values()) {
                List<Alert> alerts = group.alerts();
                copied.add(() -> new GroupSnapshot(group.route(), group.labels(), alerts));
            }
        }
        return copied.stream().map(Supplier::get).toList(); // sorted outside the lock
    }

    /**
     * When the group of an alert on a route is looked at next, in epoch milliseconds; empty where there is none, or it is being
     * told of. Thread-safe.
     */
    public OptionalLong nextDueMillis(Route route, Labels alert) {
        AggregationGroup group;
        synchronized (groups) {
            group = groups.get(new Key(route, route.grouping().of(alert)));
        }
        if (group == null || !group.isWaiting()) {
            return OptionalLong.empty();
        }
        long wait = Math.max(0, group.dueNanos() - clock.nanoTime());
        return OptionalLong.of(clock.epochMillis() + TimeUnit.NANOSECONDS.toMillis(wait));
    }

    private void turn() {
        Map<Labels, Alert> alerts;
        List<Ended> ends;
        RouteTree next;
        synchronized (lock) {
            next = replacement;
            replacement = null;
            alerts = incoming;
            incoming = new LinkedHashMap<>();
            ends = ended;
            ended = new ArrayList<>();
        }
        long now = clock.nanoTime();
        synchronized (groups) {
            for (Ended end : ends) {
                end.group().end(end.told(), end.succeeded());
            }
            if (next != null) {
                reroute(next);
            }
            memberships =
                    groups.values().stream().mapToInt(AggregationGroup::size).sum();
            alerts.values().forEach(this::put);
            escalations.due().forEach(escalated -> put(escalated.alert(), escalated.route()));
            if (now - cleaningNanos >= 0) {
                groups.values().removeIf(AggregationGroup::isIdle);
                cleaningNanos = now + CLEANING_INTERVAL.toNanos();
            }
        }
        for (AggregationGroup group : groups.values()) {
            if (group.isWaiting() && now - group.dueNanos() >= 0) {
                tell(group, now);
            }
        }
        sleep();
    }

    private void reroute(RouteTree next) {
        IdentityHashMap<Route, Route> counterparts = routes.counterparts(next);
        Map<Labels, Alert> alerts = new LinkedHashMap<>();
        escalations.withdraw().forEach(alert -> alerts.put(alert.labels(), alert));
        List<AggregationGroup> before = List.copyOf(groups.values());
        groups.clear();
        routes = next;
        for (AggregationGroup group : before) {
            group.alerts().forEach(alert -> alerts.put(alert.labels(), alert));
            Route route = counterparts.get(group.route());
            if (route != null) {
                group.moveTo(route, labels -> next.match(labels).contains(route));
                groups.put(new Key(route, group.labels()), group);
            }
        }
        for (Alert alert : alerts.values()) {
            for (Route route : next.match(alert.labels())) {
                AggregationGroup group =
                        groups.get(new Key(route, route.grouping().of(alert.labels())));
                if (group == null || !group.has(alert.labels())) {
                    put(alert, route);
                }
            }
        }
    }

    private void put(Alert alert) {
        for (Route route : routes.match(alert.labels())) {
            put(alert, route);
        }
    }

    private void put(Alert alert, Route route) {
        Key key = new Key(route, route.grouping().of(alert.labels()));
        AggregationGroup group = groups.get(key);
        boolean isNew = group == null || !group.has(alert.labels());
        if (isNew && escalations.holdsBack(route, alert)) {
            return;
        }
        if (isNew && memberships >= limits.alerts() || group == null && groups.size() >= limits.groups()) {
            dropped.incrementAndGet();
            return;
        }
        if (group == null) {
            group = new AggregationGroup(route, key.labels(), clock.nanoTime());
            groups.put(key, group);
        }
        memberships += isNew ? 1 : 0;
        group.put(alert, clock.epochMillis(), clock.nanoTime());
    }

    private void tell(AggregationGroup group, long now) {
        List<Alert> alerts = group.begin(now);
        if (alerts.isEmpty()) {
            return;
        }
        listener.due(new DueGroup(group.route(), group.labels(), alerts, clock.epochMillis(), succeeded -> {
            synchronized (lock) {
                ended.add(new Ended(group, alerts, succeeded));
            }
            wakeup.now();
        }));
    }

    /** Until the next moment of a group; while there are groups, at least every cleaning. */
    private void sleep() {
        if (groups.isEmpty() && escalations.isEmpty()) {
            wakeup.cancel();
            return;
        }
        long now = clock.nanoTime();
        long wait = Math.min(cleaningNanos - now, escalations.waitNanos());
        for (AggregationGroup group : groups.values()) {
            if (group.isWaiting()) {
                wait = Math.min(wait, group.dueNanos() - now);
            }
        }
        wakeup.at(now + Math.max(0, wait));
    }
}
