package dev.monitoring.collectors.events;

import dev.monitoring.core.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets so many through a second and holds the others for a tenth of a second at most, by holding their thread: what is not
 * acknowledged is not followed by more. Thread-safe.
 */
final class Pace {
    private static final long WINDOW_NANOS = Duration.ofMillis(100).toNanos();

    private final Clock clock;
    private final long perWindow;

    private final Object lock = new Object();
    private long windowBegin; // guarded by lock
    private long inWindow; // guarded by lock

    Pace(int perSecond, Clock clock) {
        this.clock = clock;
        this.perWindow = Math.max(1, perSecond / 10);
        this.windowBegin = clock.nanoTime();
    }

    /** Returns when the next may go through; at once where the thread is interrupted. */
    void await() {
        long wait = reserve();
        if (wait > 0) {
            LockSupport.parkNanos(this, wait);
        }
    }

    private long reserve() {
        synchronized (lock) {
            long now = clock.nanoTime();
            if (now - windowBegin >= WINDOW_NANOS) {
                windowBegin = now;
                inWindow = 0;
            }
            inWindow++;
            return inWindow > perWindow ? windowBegin + WINDOW_NANOS - now : 0;
        }
    }
}
