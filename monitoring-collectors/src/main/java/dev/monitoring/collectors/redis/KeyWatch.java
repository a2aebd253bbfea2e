package dev.monitoring.collectors.redis;

import dev.monitoring.collectors.redis.connection.Command;
import dev.monitoring.collectors.redis.connection.RedisLink;
import dev.monitoring.collectors.redis.connection.Reply;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Finds keys and has them read, round after round, without ever holding up a run or the server. Confined to the runs.
 *
 * <h2>Design note</h2>
 *
 * A pattern is searched for by {@code SCAN}, which goes through the whole database: of ten million keys that takes ten
 * thousand calls. So a round is cut into steps: a run takes at most {@value #STEPS_PER_RUN} of them and half of its time, and
 * the next goes on at the same cursor. Until a round is whole, the figures of the one before are given. The next round
 * begins when the interval has passed since the last began.
 */
final class KeyWatch {
    /** Keys looked at per {@code SCAN}: 0.3 ms of the server's time. */
    private static final String SCAN_COUNT = "1000";

    private static final int STEPS_PER_RUN = 50;
    private static final int KEYS_PER_STEP = 100;

    private final List<KeyPattern> patterns;
    private final KeyReader reader;
    private final int limit;
    private final long intervalNanos;
    private final int homeDatabase;
    private final Clock clock;

    private boolean begun;
    private boolean underWay;
    private long begunNanos;
    private long workedNanos;
    private double lastRoundMillis;
    private int left;
    private final Deque<KeyPattern> toScan = new ArrayDeque<>();
    private Reply cursor = Reply.text("0");
    private final Deque<Found> found = new ArrayDeque<>();

    /** Keys of one database that are to be read. */
    private record Found(int database, List<Key> keys) {}

    /**
     * A watch that has not looked yet.
     *
     * @param limit how many keys are read in a round at most
     * @param homeDatabase the database the connection is in
     */
    KeyWatch(List<KeyPattern> patterns, KeyReader reader, int limit, Duration interval, int homeDatabase, Clock clock) {
        this.patterns = List.copyOf(patterns);
        this.reader = reader;
        this.limit = limit;
        this.intervalNanos = interval.toNanos();
        this.homeDatabase = homeDatabase;
        this.clock = clock;
    }

    /** Works on the round for a part of the run, and gives the figures there are. */
    void run(RedisLink link, Deadline deadline, MetricSink sink) throws IOException {
        if (patterns.isEmpty()) {
            return;
        }
        long now = clock.nanoTime();
        if (!underWay && (!begun || now - begunNanos >= intervalNanos)) {
            begin(now);
        }
        if (underWay) {
            work(link, deadline, sink, now);
        }
        reader.emit(sink);
    }

    /** How long the last whole round took, waiting between runs left out. */
    double lastRoundMillis() {
        return lastRoundMillis;
    }

    private void begin(long now) {
        begun = true;
        underWay = true;
        begunNanos = now;
        workedNanos = 0;
        left = limit;
        toScan.clear();
        found.clear();
        cursor = Reply.text("0");
        for (KeyPattern pattern : patterns) {
            if (!pattern.isExact()) {
                toScan.add(pattern);
            } else if (left > 0) {
                left--;
                found.add(new Found(pattern.database(), List.of(Key.named(pattern.text()))));
            }
        }
        reader.begin();
    }

    private void work(RedisLink link, Deadline deadline, MetricSink sink, long now) throws IOException {
        boolean done = false;
        try {
            KeyConversation conversation = new KeyConversation(
                    link, Deadline.after(deadline.remaining().dividedBy(2), clock), homeDatabase);
            for (int step = 0; step < STEPS_PER_RUN && !isDone() && conversation.hasTime(); step++) {
                step(conversation);
            }
            done = true;
        } finally {
            underWay = done && !isDone();
            workedNanos += clock.nanoTime() - now;
        }
        if (!underWay) {
            lastRoundMillis = workedNanos / 1e6;
            reader.finish();
        }
        if (left == 0) {
            sink.missing(
                    "keys beyond the limit",
                    new IOException("the keys to check are more than " + limit + "; name fewer, or raise check-limit"));
        }
    }

    private boolean isDone() {
        return toScan.isEmpty() && found.isEmpty();
    }

    private void step(KeyConversation conversation) throws IOException {
        Found next = found.poll();
        if (next != null) {
            List<Key> some = next.keys.subList(0, Math.min(KEYS_PER_STEP, next.keys.size()));
            if (some.size() < next.keys.size()) {
                found.addFirst(new Found(next.database, next.keys.subList(some.size(), next.keys.size())));
            }
            reader.read(next.database, some, conversation);
            return;
        }
        KeyPattern pattern = toScan.element();
        Reply reply = conversation
                .ask(
                        pattern.database(),
                        List.of(Command.of("SCAN")
                                .with(cursor.bytes())
                                .with("MATCH")
                                .with(pattern.text())
                                .with("COUNT")
                                .with(SCAN_COUNT)))
                .get(0);
        if (reply.isRefusal()) {
            toScan.remove();
            throw new IOException("keys cannot be searched for: " + reply.text() + "; grant +scan");
        }
        List<Key> keys = new ArrayList<>();
        for (Reply name : reply.item(1).items()) {
            if (left > 0) {
                left--;
                keys.add(Key.found(name));
            }
        }
        if (!keys.isEmpty()) {
            found.add(new Found(pattern.database(), keys));
        }
        cursor = reply.item(0);
        if (cursor.text().equals("0") || cursor.isNil() || left == 0) {
            cursor = Reply.text("0");
            toScan.remove();
        }
    }
}
