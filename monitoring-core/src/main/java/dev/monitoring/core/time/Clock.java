package dev.monitoring.core.time;

/**
 * What time it is: wall time for stamps, a monotonic counter for intervals. Thread-safe.
 *
 * <p>Nothing outside this package reads the machine's clock; tests use {@link ManualClock}.
 */
public interface Clock {
    /** Wall time in milliseconds since 1970-01-01T00:00Z. May jump either way. */
    long epochMillis();

    /** Nanoseconds since an arbitrary moment. Never goes back; compare by difference only. */
    long nanoTime();

    /** The clock of this machine. */
    static Clock system() {
        return SystemClock.INSTANCE;
    }
}
