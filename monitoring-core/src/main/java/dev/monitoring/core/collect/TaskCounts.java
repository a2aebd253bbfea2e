package dev.monitoring.core.collect;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What happened to a collector since the start. Thread-safe. */
final class TaskCounts {
    private final LongAdder ok = new LongAdder();
    private final LongAdder partial = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder timedOut = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final LongAdder early = new LongAdder();
    private final AtomicLong maxLagNanos = new AtomicLong();

    void delivered(boolean inPart) {
        (inPart ? partial : ok).increment();
    }

    void failed(boolean byTimeout) {
        (byTimeout ? timedOut : failed).increment();
    }

    void skipped(long ticks) {
        skipped.add(ticks);
    }

    void early() {
        early.increment();
    }

    void lag(long nanos) {
        if (nanos > maxLagNanos.get()) {
            maxLagNanos.set(nanos);
        }
    }

    long okRuns() {
        return ok.sum();
    }

    long partialRuns() {
        return partial.sum();
    }

    long failedRuns() {
        return failed.sum();
    }

    long timedOutRuns() {
        return timedOut.sum();
    }

    long skippedTicks() {
        return skipped.sum();
    }

    long earlyRuns() {
        return early.sum();
    }

    /** The longest lag of a tick since this was last asked. */
    long takeMaxLagNanos() {
        return maxLagNanos.getAndSet(0);
    }
}
