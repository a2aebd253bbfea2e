package dev.monitoring.core.collect;

import dev.monitoring.core.time.Clock;

/** Lets one line a minute through and counts the others. Confined to one thread. */
final class LogLimit {
    private static final long PERIOD_NANOS = 60_000_000_000L;

    private final Clock clock;
    private boolean used;
    private long lastNanos;
    private int suppressed;

    LogLimit(Clock clock) {
        this.clock = clock;
    }

    /** Whether a line may be written now. */
    boolean allows() {
        long now = clock.nanoTime();
        if (used && now - lastNanos < PERIOD_NANOS) {
            suppressed++;
            return false;
        }
        used = true;
        lastNanos = now;
        return true;
    }

    /** How many lines were held back since the last one let through, as the end of a line. */
    String suppressed() {
        int count = suppressed;
        suppressed = 0;
        return count == 0 ? "" : " (" + count + " lines like it held back)";
    }
}
