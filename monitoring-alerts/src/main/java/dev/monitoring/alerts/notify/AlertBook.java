package dev.monitoring.alerts.notify;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.AlertState;
import dev.monitoring.alerts.alert.AlertTiming;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.alert.Pending;
import dev.monitoring.alerts.alert.Resolved;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All alerts that are known now: those of the own rules and those that somebody outside told of. Thread-safe.
 *
 * <h2>How long an alert is known</h2>
 *
 * Every alert has an end, which further news of it move. One whose end passes without news is over: the program that told of it
 * is gone, or its rule is. What is over is forgotten 15 minutes after its end or the latest news of it, whichever is later.
 *
 * <h2>Limits</h2>
 *
 * Alerts of the own rules and alerts from outside have a limit each, so that what comes from outside never takes the place of
 * the own. What exceeds a limit is refused and counted.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/clients/">Sending alerts</a>
 */
public final class AlertBook {
    /** How often an alert of a rule that stays in its state counts as news, as in Prometheus: what hears of it may lose things. */
    private static final Duration REMINDER = Duration.ofMinutes(1);

    /** Ends closer together than this are found together. */
    private static final Duration SHORTEST_SLEEP = Duration.ofMillis(500);

    /** The wall clock may be set; this is how late that is noticed. */
    private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);

    private final Clock clock;
    private volatile Duration resolveTimeout;
    private final Limits limits;
    private final Consumer<Alert> listener;
    private final EventLoop.Wakeup wakeup;
    private final Object lock = new Object();
    private final Map<Labels, Entry> entries = new HashMap<>(); // guarded by lock
    private final Usage own = new Usage(); // guarded by lock
    private final Usage foreign = new Usage(); // guarded by lock
    private long refused; // guarded by lock
    private long turnMillis = Long.MAX_VALUE; // guarded by lock

    /**
     * How much is known at most, of the own alerts and of those from outside each.
     *
     * @param alerts how many alerts
     * @param alertChars how many characters the texts of one may have
     * @param chars how many characters the texts of all may have
     */
    public record Limits(int alerts, int alertChars, long chars) {
        /** 100,000 alerts with 64 Ki characters each and 64 Mi in all. */
        public static final Limits DEFAULT = new Limits(100_000, 64 << 10, 64L << 20);
    }

    /** @param chars how many characters counted when it came; its texts may be made later */
    private record Entry(KnownAlert known, boolean isOwn, int chars) {
        static Entry of(KnownAlert known, boolean isOwn) {
            return new Entry(known, isOwn, known.chars());
        }

        Entry ended() {
            return new Entry(known.ended(), isOwn, chars);
        }
    }

    /** How much of a limit is used up. */
    private static final class Usage {
        private int alerts;
        private long chars;

        private void add(Entry entry, int sign) {
            alerts += sign;
            chars += (long) sign * entry.chars();
        }

        private boolean fits(Limits limits, Entry more) {
            return alerts < limits.alerts() && chars + more.chars() <= limits.chars();
        }
    }

    /**
     * Without alerts.
     *
     * @param loop looks for alerts whose end has passed
     * @param resolveTimeout after which time without news an alert from outside is over, if it said no end itself
     * @param listener hears of every change, in their order, on the thread that brings it; quick, never blocking, and not
     *     calling back
     */
    public AlertBook(Clock clock, EventLoop loop, Duration resolveTimeout, Limits limits, Consumer<Alert> listener) {
        this.clock = clock;
        this.resolveTimeout = resolveTimeout;
        this.limits = limits;
        this.listener = listener;
        this.wakeup = loop.wakeup(this::turn);
    }

    /** Sets after which time without news an alert from outside is over; what is known keeps its end. */
    public void resolveAfter(Duration timeout) {
        resolveTimeout = timeout;
    }

    /**
     * Shows every alert to a visitor while none can change, so that it sees what follows in its order.
     *
     * @param visitor quick, never blocking, and not calling back
     */
    public void show(Consumer<Alert> visitor) {
        synchronized (lock) {
            entries.values().forEach(entry -> visitor.accept(entry.known().alert()));
        }
    }

    /** What is wrong with an alert from outside, with its remedy; empty where it can be taken. */
    public Optional<String> fault(PostedAlert posted) {
        if (posted.labels().isEmpty()) {
            return Optional.of("the alert has no labels; give it at least one label with a value");
        }
        int chars = KnownAlert.chars(posted.labels(), posted.annotations(), posted.generatorUrl());
        if (chars > limits.alertChars()) {
            return Optional.of(
                    "the texts of the alert have " + chars + " characters; use at most " + limits.alertChars());
        }
        long now = clock.epochMillis();
        if (posted.endMillis(now, resolveTimeout) < posted.startMillis(now)) {
            return Optional.of("the alert ends before it starts; its start time must be before its end time");
        }
        return Optional.empty();
    }

    /**
     * Takes note of an alert from outside. Without a start it fires from now on, and without an end until there has been no
     * news for the resolve timeout. Where the same alert is known and the two overlap, it has fired since the earlier start.
     *
     * @param posted without {@link #fault}
     * @return whether there was room
     * @throws IllegalArgumentException if there is a fault
     */
    public boolean post(PostedAlert posted) {
        fault(posted).ifPresent(fault -> {
            throw new IllegalArgumentException(fault);
        });
        synchronized (lock) {
            long now = clock.epochMillis();
            long start = posted.startMillis(now);
            long end = posted.endMillis(now, resolveTimeout);
            Alert alert = new Alert(posted.labels(), posted.annotations(), Double.NaN, Firing.since(start, start));
            KnownAlert news = new KnownAlert(alert, start, end, false, now, posted.generatorUrl())
                    .lasting(start, end, posted.endsAtMillis().isEmpty());
            Entry before = entries.get(posted.labels());
            KnownAlert known = before == null ? news : merged(before.known(), news);
            return put(known, false);
        }
    }

    /** The news, with what still counts of what was known. */
    private static KnownAlert merged(KnownAlert before, KnownAlert news) {
        boolean overlaps = news.endsAtMillis() > before.startsAtMillis() && news.endsAtMillis() < before.endsAtMillis()
                || news.startsAtMillis() > before.startsAtMillis() && news.startsAtMillis() < before.endsAtMillis();
        if (!overlaps) {
            return news;
        }
        long now = news.updatedAtMillis();
        boolean laterEndCounts = news.isOver(now) ? before.isOver(now) : !before.endIsAssumed();
        boolean keepsEnd = laterEndCounts && before.endsAtMillis() > news.endsAtMillis();
        return news.lasting(
                Math.min(before.startsAtMillis(), news.startsAtMillis()),
                keepsEnd ? before.endsAtMillis() : news.endsAtMillis(),
                news.endIsAssumed());
    }

    /**
     * Takes note of the alerts of an own rule. Pending ones do not count, and those that are in the same state count once a
     * minute, with what they say then.
     *
     * @param alerts as of the rule's evaluation
     * @param generatorUrl where the rule is seen
     * @param endsAtMillis when the firing ones are over if the rule is not evaluated again, in epoch milliseconds
     */
    public void evaluated(List<Alert> alerts, String generatorUrl, long endsAtMillis) {
        synchronized (lock) {
            long now = clock.epochMillis();
            for (Alert alert : alerts) {
                if (!(alert.state() instanceof Pending) && isNews(alert, now)) {
                    put(known(alert, generatorUrl, endsAtMillis, now), true);
                }
            }
        }
    }

    private static KnownAlert known(Alert alert, String generatorUrl, long endsAtMillis, long now) {
        AlertState state = alert.state();
        long start = state instanceof Firing firing
                ? firing.firedAtMillis()
                : state instanceof Resolved resolved ? resolved.firedAtMillis() : state.activeAtMillis();
        long end = state instanceof Resolved resolved ? resolved.resolvedAtMillis() : endsAtMillis;
        return new KnownAlert(alert, start, end, true, now, generatorUrl);
    }

    private boolean isNews(Alert alert, long now) {
        Entry before = entries.get(alert.labels());
        return before == null
                || !before.isOwn()
                || !before.known().alert().state().equals(alert.state())
                || Math.abs(now - before.known().updatedAtMillis()) >= REMINDER.toMillis();
    }

    private boolean put(KnownAlert known, boolean isOwn) {
        Entry entry = Entry.of(known, isOwn);
        Entry before = entries.get(known.labels());
        Usage usage = isOwn ? own : foreign;
        remove(before);
        if (!usage.fits(limits, entry)) {
            refused++;
            if (before != null) {
                store(before);
            }
            return false;
        }
        store(entry);
        listener.accept(known.alert());
        if (dueMillis(known, clock.epochMillis()) < turnMillis) {
            turnMillis = Long.MIN_VALUE; // a turn is on its way
            wakeup.now();
        }
        return true;
    }

    /** When something happens to an alert that there is no news of. */
    private static long dueMillis(KnownAlert known, long now) {
        return known.isOver(now)
                ? Math.max(known.endsAtMillis(), known.updatedAtMillis()) + AlertTiming.RESOLVED_RETENTION.toMillis()
                : known.endsAtMillis();
    }

    private void remove(@Nullable Entry entry) {
        if (entry != null) {
            entries.remove(entry.known().labels());
            (entry.isOwn() ? own : foreign).add(entry, -1);
        }
    }

    private void store(Entry entry) {
        entries.put(entry.known().labels(), entry);
        (entry.isOwn() ? own : foreign).add(entry, 1);
    }

    /** Ends what has ended, forgets what ended long ago, and sleeps until the next end. */
    private void turn() {
        synchronized (lock) {
            long now = clock.epochMillis();
            long next = now + LONGEST_SLEEP.toMillis();
            List<Entry> ended = new ArrayList<>();
            for (Entry entry : entries.values()) {
                if (entry.known().isOver(now) && !(entry.known().alert().state() instanceof Resolved)) {
                    ended.add(entry);
                }
                next = Math.min(next, dueMillis(entry.known(), now));
            }
            for (Entry entry : ended) {
                Entry over = entry.ended();
                entries.put(over.known().labels(), over);
                listener.accept(over.known().alert());
            }
            if (next <= now) {
                List.copyOf(entries.values()).stream()
                        .filter(entry -> dueMillis(entry.known(), now) <= now)
                        .forEach(this::remove);
            }
            if (entries.isEmpty()) {
                turnMillis = Long.MAX_VALUE;
                wakeup.cancel();
            } else {
                turnMillis = Math.max(next, now + SHORTEST_SLEEP.toMillis());
                wakeup.at(clock.nanoTime() + Duration.ofMillis(turnMillis - now).toNanos());
            }
        }
    }

    /** All that are known, those that are over among them, in no order. */
    public List<KnownAlert> list() {
        synchronized (lock) {
            List<KnownAlert> list = new ArrayList<>(entries.size());
            entries.values().forEach(entry -> list.add(entry.known()));
            return list;
        }
    }

    /** The alert with these labels, where it is known. */
    public Optional<KnownAlert> find(Labels labels) {
        synchronized (lock) {
            return Optional.ofNullable(entries.get(labels)).map(Entry::known);
        }
    }

    /** How many times an alert found no room. */
    public long refused() {
        synchronized (lock) {
            return refused;
        }
    }
}
