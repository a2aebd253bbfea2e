package dev.monitoring.alerts.notify;

import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The notifications that wait for one integration, told one at a time. Confined to the pipeline's event loop, but for the telling
 * itself and {@link #counts}.
 *
 * <p>What does not get there is tried again after half a second, and after one and a half times as long each time, a minute at
 * most, give or take a half, until its time is up. A receiver that asks to be left alone is left alone by all of its
 * notifications. What fails is logged, each reason once an hour.
 */
final class IntegrationQueue {
    private static final Logger LOGGER = LoggerFactory.getLogger(Pipeline.class);

    private static final long FIRST_PAUSE_NANOS = 500_000_000L;
    private static final long LONGEST_PAUSE_NANOS = 60_000_000_000L;
    private static final double GROWTH = 1.5;
    /** However long a receiver wants to be left alone: rather ask too early than leave people without word for hours. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(5);

    private static final int MAX_WAITING = 1_000;
    /** Reasons that are logged in an hour. */
    private static final int MAX_LOGGED = 10;

    private static final Duration LOG_INTERVAL = Duration.ofHours(1);

    private volatile Integration integration;
    private final Outbox outbox;
    private final Clock clock;
    private final Executor workers;
    private final DoubleSupplier random;
    private final Runnable wake;
    private final Deque<Attempt> waiting = new ArrayDeque<>();
    private final List<Ended> ended = new ArrayList<>(); // guarded by itself
    private final List<Notifier> outgoing = new CopyOnWriteArrayList<>();
    private boolean busy;
    private boolean isRetired;
    private long quietUntilNanos;
    /** The reasons that were logged, and until when they are not logged again. */
    private final Map<String, Deadline> logged = new HashMap<>();

    private int unlogged;
    private volatile DeliveryCounts counts;

    private record Ended(Attempt attempt, Delivery delivery, long nanos) {}

    /**
     * @param workers tell; each try is one task
     * @param random gives numbers from 0 to 1, for pauses
     * @param wake asks for a {@link #turn} soon, from any thread
     */
    IntegrationQueue(
            Integration integration,
            Outbox outbox,
            Clock clock,
            Executor workers,
            DoubleSupplier random,
            Runnable wake) {
        this.integration = integration;
        this.outbox = outbox;
        this.clock = clock;
        this.workers = workers;
        this.random = random;
        this.wake = wake;
        this.quietUntilNanos = clock.nanoTime();
        this.counts = new DeliveryCounts(integration, 0, 0, 0, 0, 0);
    }

    Integration integration() {
        return integration;
    }

    DeliveryCounts counts() {
        return counts;
    }

    void add(Attempt attempt) {
        if (waiting.size() >= MAX_WAITING) {
            giveUp(attempt, Delivery.refused(MAX_WAITING + " notifications wait for this receiver already"));
            return;
        }
        waiting.add(attempt);
        count(0, 0, 0, 0);
    }

    /**
     * Tells in another way from now on: that of a new configuration. What waits is told that way; what is under way ends as it
     * began, so that nobody hears of it twice.
     */
    void replace(Integration newer) {
        outgoing.add(integration.notifier());
        integration = newer;
        count(0, 0, 0, 0);
        closeOutgoing();
    }

    /** Tells nobody any more. */
    void retire() {
        isRetired = true;
        List<Attempt> left = List.copyOf(waiting);
        waiting.clear();
        left.forEach(attempt -> giveUp(attempt, Delivery.refused("the receiver is not in the configuration any more")));
        outgoing.add(integration.notifier());
        closeOutgoing();
    }

    /** Frees a telling that is under way; from any thread. */
    void close() {
        integration.notifier().close();
        outgoing.forEach(Notifier::close);
    }

    boolean isBusy() {
        return busy;
    }

    private void closeOutgoing() {
        if (!busy) {
            outgoing.forEach(Notifier::close);
            outgoing.clear();
        }
    }

    /** Takes in what has ended, begins what is due, and gives when to look again; empty where nothing waits for a moment. */
    OptionalLong turn() {
        List<Ended> ends;
        synchronized (ended) {
            ends = List.copyOf(ended);
            ended.clear();
        }
        for (Ended end : ends) {
            busy = false;
            closeOutgoing();
            end(end);
        }
        giveUpLate();
        long now = clock.nanoTime();
        if (!busy && now - quietUntilNanos >= 0) {
            next(now).ifPresent(this::begin);
        }
        return nextLook();
    }

    private void giveUpLate() {
        Iterator<Attempt> attempts = waiting.iterator();
        List<Attempt> late = new ArrayList<>();
        while (attempts.hasNext()) {
            Attempt attempt = attempts.next();
            if (attempt.giveUp.hasPassed()) {
                attempts.remove();
                late.add(attempt);
            }
        }
        for (Attempt attempt : late) {
            giveUp(
                    attempt,
                    attempt.last.orElseGet(() -> Delivery.postponed(
                            "the receiver was busy with other notifications, or asked to be left alone")));
        }
    }

    private Optional<Attempt> next(long now) {
        for (Attempt attempt : waiting) {
            if (now - attempt.nextTryNanos >= 0) {
                return Optional.of(attempt);
            }
        }
        return Optional.empty();
    }

    private void begin(Attempt attempt) {
        busy = true;
        waiting.remove(attempt);
        attempt.tries++;
        long begin = clock.nanoTime();
        Duration left = attempt.giveUp.remaining();
        Notifier notifier = integration.notifier();
        Duration longest = notifier.longestTry();
        Deadline deadline = Deadline.after(left.compareTo(longest) < 0 ? left : longest, clock);
        try {
            workers.execute(() -> end(attempt, tell(notifier, attempt, deadline), clock.nanoTime() - begin));
        } catch (RejectedExecutionException e) {
            end(attempt, Delivery.postponed("the library is closing"), 0);
        }
    }

    private static Delivery tell(Notifier notifier, Attempt attempt, Deadline deadline) {
        try {
            return notifier.tell(attempt.notification, deadline);
        } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
            return Delivery.refused("telling failed in itself: " + e);
        }
    }

    private void end(Attempt attempt, Delivery delivery, long nanos) {
        synchronized (ended) {
            ended.add(new Ended(attempt, delivery, nanos));
        }
        wake.run();
    }

    private void end(Ended end) {
        Attempt attempt = end.attempt();
        attempt.last = Optional.of(end.delivery());
        count(0, 0, 1, end.nanos());
        if (end.delivery() instanceof Delivery.Delivered) {
            outbox.change(
                    attempt.outboxId,
                    Outbox.Status.DELIVERED,
                    attempt.tries,
                    Optional.empty(),
                    clock.epochMillis(),
                    OptionalLong.empty());
            count(1, 0, 0, 0);
            attempt.whenDone.accept(end.delivery());
        } else if (end.delivery() instanceof Delivery.Postponed postponed
                && !isRetired
                && !attempt.giveUp.hasPassed()) {
            postpone(attempt, postponed);
        } else {
            giveUp(attempt, end.delivery());
        }
    }

    private void postpone(Attempt attempt, Delivery.Postponed postponed) {
        long now = clock.nanoTime();
        double pause = Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS * Math.pow(GROWTH, attempt.tries - 1.0));
        long nanos = (long) (pause * (0.5 + random.getAsDouble()));
        if (postponed.after().isPresent()) {
            Duration wanted = postponed.after().get();
            Duration granted = wanted.compareTo(LONGEST_SILENCE) < 0 ? wanted : LONGEST_SILENCE;
            quietUntilNanos = now + granted.toNanos();
            nanos = Math.max(nanos, granted.toNanos());
        }
        attempt.nextTryNanos = now + nanos;
        waiting.add(attempt);
        outbox.change(
                attempt.outboxId,
                Outbox.Status.WAITING,
                attempt.tries,
                Optional.of(postponed.reason()),
                clock.epochMillis(),
                OptionalLong.of(clock.epochMillis() + nanos / 1_000_000));
    }

    private void giveUp(Attempt attempt, Delivery delivery) {
        Delivery.reason(delivery).ifPresent(this::log);
        outbox.change(
                attempt.outboxId,
                Outbox.Status.FAILED,
                attempt.tries,
                Delivery.reason(delivery),
                clock.epochMillis(),
                OptionalLong.empty());
        count(0, 1, 0, 0);
        attempt.whenDone.accept(delivery);
    }

    /** Logs a reason that is new, or that was logged an hour ago. */
    private void log(String reason) {
        logged.values().removeIf(Deadline::hasPassed);
        if (logged.containsKey(reason) || logged.size() >= MAX_LOGGED) {
            unlogged++;
            return;
        }
        logged.put(reason, Deadline.after(LOG_INTERVAL, clock));
        String others = unlogged == 0 ? "" : " (" + unlogged + " more failures since the last such line)";
        unlogged = 0;
        LOGGER.warn("{} was not told of alerts: {}{}", integration.id(), reason, others);
    }

    private void count(int delivered, int failed, int tries, long nanos) {
        DeliveryCounts before = counts;
        counts = new DeliveryCounts(
                integration,
                before.delivered() + delivered,
                before.failed() + failed,
                before.tries() + tries,
                before.tryNanos() + nanos,
                waiting.size());
    }

    /** The next moment of a notification that waits: of a try where none is under way, or of giving up. */
    private OptionalLong nextLook() {
        OptionalLong next = OptionalLong.empty();
        long now = clock.nanoTime();
        for (Attempt attempt : waiting) {
            long wait = attempt.giveUp.remainingNanos();
            if (!busy) {
                wait = Math.min(wait, Math.max(attempt.nextTryNanos - now, quietUntilNanos - now));
            }
            long moment = now + Math.max(0, wait);
            next = OptionalLong.of(next.isPresent() ? Math.min(next.getAsLong(), moment) : moment);
        }
        return next;
    }
}
