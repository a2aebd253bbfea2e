package dev.monitoring.core.live;

import dev.monitoring.core.collect.Bundle;
import dev.monitoring.core.collect.SelfMetrics;
import dev.monitoring.core.http.Access;
import dev.monitoring.core.http.LiveChannel;
import dev.monitoring.core.http.LiveRoute;
import dev.monitoring.core.http.LiveSession;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.QueryOptions;
import dev.monitoring.core.registry.Registry;
import dev.monitoring.core.registry.Snapshot;
import dev.monitoring.core.registry.SnapshotObserver;
import dev.monitoring.core.registry.Source;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The live feed: tells connected clients what changed in what they watch, whenever collectors have delivered. Thread-safe.
 *
 * <h2>Design note</h2>
 *
 * Everything about clients and watches has one owner, the feed's event loop, and no lock. Servers' threads put what clients
 * send into a queue, bounded for each client; collecting threads only leave the time of their snapshot and wake the loop,
 * which merges such calls. That is less than a place in a queue of snapshots would cost them, and the values are read from
 * the history anyway, where they are by then: its observer comes first. Without clients the loop is not woken, and before the
 * first there is no thread.
 *
 * <p>A round evaluates each watch once, at the time of the latest snapshots, a little after the first of them so that those of
 * other collectors come along. Its messages are put together once for all clients that watch the same. After a round the loop
 * rests for nine times as long as the round took, so that all rounds together take a tenth of a core at most; an expression
 * that takes long rests by the same rule on its own account, so that it does not hold up the others.
 */
public final class LiveFeed implements AutoCloseable {
    /** Where clients connect. */
    public static final String PATH = "/ws/metrics";

    /** From the first snapshot of a tick to the round: collectors of one interval run within half a second. */
    static final Duration GATHERING = Duration.ofMillis(120);

    private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(1);
    private static final int QUERY_SAMPLES = 500_000;

    /**
     * What a feed is made of.
     *
     * @param bundles the JSON views whose names clients may use
     * @param instance the name of this process
     * @param interval how often most collectors run
     */
    public record Parts(
            QueryEngine queries,
            Collection<Bundle> bundles,
            Clock clock,
            String instance,
            Duration interval,
            Instant startedAt) {
        public Parts {
            bundles = List.copyOf(bundles);
        }
    }

    private final FeedLimits limits;
    private final Clock clock;
    private final Supplier<EventLoop> loops;
    private final FeedRounds rounds;
    private final AtomicInteger clients = new AtomicInteger();
    private final AtomicLong latestTickMillis = new AtomicLong(Long.MIN_VALUE);
    private final Object lock = new Object();
    private final ArrayDeque<Runnable> inbox = new ArrayDeque<>(); // guarded by lock
    private @Nullable EventLoop loop; // guarded by lock
    private boolean closed; // guarded by lock
    private volatile EventLoop.@Nullable Wakeup mail;
    private volatile EventLoop.@Nullable Wakeup tick;
    private EventLoop.@Nullable Wakeup round; // the loop's thread, once set
    private boolean roundIsDue; // the loop's thread
    private long restUntilNanos; // the loop's thread
    private boolean rests; // the loop's thread

    /**
     * A feed that tells clients of what sources of {@code registry} deliver.
     *
     * @param maxClients how many may be connected; 0 switches the feed off
     */
    public static LiveFeed of(Parts parts, Registry registry, int maxClients) {
        QueryOptions options = QueryOptions.none().withTimeout(QUERY_TIMEOUT).withMaxSamples(QUERY_SAMPLES);
        LiveFeed feed = new LiveFeed(
                parts,
                (expression, timeMillis) ->
                        parts.queries().instant(expression, timeMillis, options).value(),
                FeedLimits.forClients(maxClients),
                () -> EventLoop.start("monitoring-live", parts.clock()));
        registry.observe("live", feed.observer());
        return feed;
    }

    LiveFeed(Parts parts, Evaluation evaluation, FeedLimits limits, Supplier<EventLoop> loops) {
        this.limits = limits;
        this.clock = parts.clock();
        this.loops = loops;
        this.rounds = new FeedRounds(parts, evaluation, limits);
    }

    /** The route at {@link #PATH}. */
    public LiveRoute route() {
        return new LiveRoute(PATH, Access.READ, this::open);
    }

    /** What the feed says about itself. */
    public SelfMetrics.Contributor metrics() {
        return new FeedMetrics(clients::get, rounds.counts());
    }

    /** Told of each snapshot on the collecting thread. */
    SnapshotObserver observer() {
        return this::delivered;
    }

    private void delivered(Source source, Snapshot snapshot) {
        long tickMillis = snapshot.timestampMillis();
        long nowMillis = clock.epochMillis();
        // A latest tick that lies ahead was stamped before the clock was set back.
        latestTickMillis.updateAndGet(latest -> latest > nowMillis ? tickMillis : Math.max(latest, tickMillis));
        EventLoop.Wakeup wakeup = tick;
        if (wakeup != null && clients.get() > 0) {
            wakeup.now();
        }
    }

    private LiveChannel open(LiveSession session) {
        if (clients.incrementAndGet() > limits.clients()) {
            clients.decrementAndGet();
            rounds.counts().refused();
            session.close(
                    LiveSession.TOO_SLOW,
                    limits.clients() + " clients are connected, which is the limit; see " + FeedLimits.CLIENTS_KEY);
            return text -> {};
        }
        LiveClient client = new LiveClient(session, limits, new Mail());
        post(() -> rounds.join(client));
        return client;
    }

    /** What clients' threads leave for the loop. */
    private final class Mail implements LiveClient.Inbox {
        @Override
        public void message(LiveClient client, ClientMessage message) {
            post(() -> {
                try {
                    rounds.answer(client, message, tickMillis());
                } finally {
                    client.answered();
                }
            });
        }

        @Override
        public void left(LiveClient client) {
            clients.decrementAndGet();
            post(() -> rounds.leave(client));
        }
    }

    /** Has the loop run a task, starting the loop where there is none yet. */
    private void post(Runnable task) {
        EventLoop.Wakeup wakeup;
        synchronized (lock) {
            if (closed) {
                return;
            }
            if (loop == null) {
                EventLoop started = loops.get();
                loop = started;
                round = started.wakeup(this::round);
                tick = started.wakeup(this::ticked);
                mail = started.wakeup(this::readMail);
            }
            inbox.add(task);
            wakeup = mail;
        }
        if (wakeup != null) {
            wakeup.now();
        }
    }

    private void readMail() {
        Runnable task;
        synchronized (lock) {
            task = inbox.poll();
        }
        if (task == null) {
            return;
        }
        EventLoop.Wakeup again = mail;
        if (again != null) {
            again.now(); // one task at a time, so that rounds are not held up by many
        }
        task.run();
    }

    private void ticked() {
        if (roundIsDue) {
            return;
        }
        roundIsDue = true;
        long due = clock.nanoTime() + GATHERING.toNanos();
        if (rests && restUntilNanos - due > 0) {
            due = restUntilNanos;
        }
        EventLoop.Wakeup next = round;
        if (next != null) {
            next.at(due);
        }
    }

    private void round() {
        roundIsDue = false;
        long begin = clock.nanoTime();
        rounds.run(tickMillis());
        long end = clock.nanoTime();
        rests = true;
        restUntilNanos = end + WatchTable.REST_FACTOR * (end - begin);
    }

    /** The time of the latest snapshots; now where there are none. */
    private long tickMillis() {
        long nowMillis = clock.epochMillis();
        long latest = latestTickMillis.get();
        return latest == Long.MIN_VALUE ? nowMillis : Math.min(latest, nowMillis);
    }

    /** Ends the thread, within a second. The channels are the server's to close. */
    @Override
    public void close() {
        EventLoop running;
        synchronized (lock) {
            closed = true;
            inbox.clear();
            running = loop;
        }
        if (running != null) {
            running.close();
        }
    }
}
