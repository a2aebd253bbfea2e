package dev.monitoring.core.live;

import dev.monitoring.core.http.LiveChannel;
import dev.monitoring.core.http.LiveSession;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One connected client: hands its messages to the feed, and knows what it watches. What it watches is confined to the feed's
 * thread; the rest is thread-safe.
 */
final class LiveClient implements LiveChannel {
    /** How many messages may wait for the feed; a program that asks and reads the answers has one or two. */
    static final int MAX_WAITING = 16;

    /** How many messages that make no sense are answered. */
    private static final int MAX_UNREADABLE = 16;

    private final LiveSession session;
    private final FeedLimits limits;
    private final Inbox inbox;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean gone;

    private final Map<String, List<Watch>> subscriptions = new HashMap<>();
    private List<Watch> watches = List.of();
    private int unreadable;

    /** Where messages wait for the feed's thread. Thread-safe. */
    interface Inbox {
        /** Takes a message; never blocks. */
        void message(LiveClient client, ClientMessage message);

        /** Takes the word that a client has left. */
        void left(LiveClient client);
    }

    LiveClient(LiveSession session, FeedLimits limits, Inbox inbox) {
        this.session = session;
        this.limits = limits;
        this.inbox = inbox;
    }

    @Override
    public void message(String text) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            session.close(
                    LiveSession.UNACCEPTABLE,
                    "more than " + MAX_WAITING + " messages wait; wait for answers before you send more");
            return;
        }
        inbox.message(this, ClientMessage.parse(text, limits));
    }

    @Override
    public void closed(int status, String reason) {
        gone = true;
        inbox.left(this);
    }

    /** A message is dealt with. */
    void answered() {
        waiting.decrementAndGet();
    }

    boolean isGone() {
        return gone;
    }

    void send(String message) {
        session.send(message);
    }

    /** Answers a message that makes no sense; the last one with the end of the connection. */
    void refuse(String answer) {
        session.send(answer);
        if (++unreadable >= MAX_UNREADABLE) {
            session.close(
                    LiveSession.UNACCEPTABLE,
                    MAX_UNREADABLE + " messages made no sense; see what was answered to each");
        }
    }

    /** Everything it watches, each once, in the order of the numbers; the same list while nothing is added or taken. */
    List<Watch> watches() {
        return watches;
    }

    /** Makes {@code added} what is watched under {@code id}; what was watched under it before, for the feed to give back. */
    List<Watch> replace(String id, List<Watch> added) {
        List<Watch> before = subscriptions.put(id, List.copyOf(added));
        gather();
        return before == null ? List.of() : before;
    }

    /** Watches nothing under {@code id} any more; what was watched under it, for the feed to give back. */
    List<Watch> remove(String id) {
        List<Watch> before = subscriptions.remove(id);
        gather();
        return before == null ? List.of() : before;
    }

    /** What is watched under other ids than {@code id}, each once. */
    Set<Watch> watchedBesides(String id) {
        Set<Watch> others = new LinkedHashSet<>();
        subscriptions.forEach((other, watched) -> {
            if (!other.equals(id)) {
                others.addAll(watched);
            }
        });
        return others;
    }

    /** Forgets everything; what was watched, for the feed to give back. */
    List<Watch> removeAll() {
        List<Watch> all = new ArrayList<>();
        subscriptions.values().forEach(all::addAll);
        subscriptions.clear();
        gather();
        return all;
    }

    private void gather() {
        Set<Watch> all = new LinkedHashSet<>();
        subscriptions.values().forEach(all::addAll);
        List<Watch> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparingInt(Watch::number));
        watches = List.copyOf(sorted);
    }
}
