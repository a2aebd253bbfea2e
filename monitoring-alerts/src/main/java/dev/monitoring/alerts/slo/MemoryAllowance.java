package dev.monitoring.alerts.slo;

import java.util.concurrent.atomic.AtomicLong;

/** How much memory the counts of all objectives may take together. Thread-safe. */
final class MemoryAllowance {
    private final long maxBytes;
    private final AtomicLong taken = new AtomicLong();

    MemoryAllowance(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes some of it, if that much is left. */
    boolean take(long bytes) {
        if (taken.addAndGet(bytes) <= maxBytes) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }

    long maxBytes() {
        return maxBytes;
    }
}
