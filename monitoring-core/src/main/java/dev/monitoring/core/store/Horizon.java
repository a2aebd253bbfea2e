package dev.monitoring.core.store;

/**
 * The time that retention is counted from: the wall clock's, except that a jump forward counts only once it has lasted. A
 * clock that is an hour ahead for a minute would otherwise cost all history. Guarded by the store's lock.
 */
final class Horizon {
    /** Between two batches the wall clock may run ahead of the monotonic one by this without being suspected of a jump. */
    private static final long SLACK_MILLIS = 60_000;

    /** A clock that has been ahead for so long is believed. */
    private static final long BELIEVED_NANOS = 600_000_000_000L;

    private long millis;
    private long nanos;
    private boolean ahead;
    private long aheadSinceNanos;

    Horizon(long nowMillis, long nowNanos) {
        millis = nowMillis;
        nanos = nowNanos;
    }

    /** Whether the clock is ahead and not believed yet. */
    boolean isSuspicious() {
        return ahead;
    }

    /** The time that retention is counted from. */
    long advance(long nowMillis, long nowNanos) {
        long expectedMillis = millis + (nowNanos - nanos) / 1_000_000;
        if (nowMillis <= expectedMillis + SLACK_MILLIS) {
            ahead = false;
        } else if (!ahead) {
            ahead = true;
            aheadSinceNanos = nowNanos;
        } else if (nowNanos - aheadSinceNanos >= BELIEVED_NANOS) {
            ahead = false;
            expectedMillis = nowMillis;
        }
        millis = ahead ? expectedMillis : nowMillis;
        nanos = nowNanos;
        return millis;
    }
}
