package dev.monitoring.core.live;

import java.util.concurrent.atomic.AtomicLong;

/** How much the feed has done. Thread-safe; each number is right by itself. */
final class FeedCounts {
    private final AtomicLong rounds = new AtomicLong();
    private final AtomicLong evaluations = new AtomicLong();
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong busyNanos = new AtomicLong();
    private volatile int watches;

    /** A client was turned away because too many are connected. */
    void refused() {
        refused.incrementAndGet();
    }

    void sent(int count) {
        messages.addAndGet(count);
    }

    void evaluated(long nanos) {
        evaluations.incrementAndGet();
        busyNanos.addAndGet(nanos);
    }

    void round() {
        rounds.incrementAndGet();
    }

    void watches(int now) {
        watches = now;
    }

    int watches() {
        return watches;
    }

    long refusedTotal() {
        return refused.get();
    }

    long roundsTotal() {
        return rounds.get();
    }

    long evaluationsTotal() {
        return evaluations.get();
    }

    long messagesTotal() {
        return messages.get();
    }

    double busySecondsTotal() {
        return busyNanos.get() / 1e9;
    }
}
