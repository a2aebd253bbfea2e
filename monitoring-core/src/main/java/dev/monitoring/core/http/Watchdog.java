package dev.monitoring.core.http;

import java.time.Duration;

/** Runs something later unless called off: how the dispatcher ends handlers that take too long. Thread-safe. */
@FunctionalInterface
public interface Watchdog {
    /**
     * Runs {@code action} once {@code delay} has passed, on a thread of the watchdog's.
     *
     * @return calls it off; without effect once it runs
     */
    Runnable after(Duration delay, Runnable action);
}
