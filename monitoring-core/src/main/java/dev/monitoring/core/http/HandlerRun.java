package dev.monitoring.core.http;

import org.jspecify.annotations.Nullable;

/**
 * One handler at work, so that it can be told to stop: its thread is interrupted once when its time is over, and never after
 * it has ended. Thread-safe.
 */
final class HandlerRun {
    private final Object lock = new Object();
    private @Nullable Thread thread; // guarded by lock
    private volatile boolean late;

    /** The time is over. */
    void expire() {
        synchronized (lock) {
            late = true;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    boolean isLate() {
        return late;
    }

    /** The work begins on this thread. */
    void begin() {
        synchronized (lock) {
            thread = Thread.currentThread();
        }
    }

    /** The work has ended; the thread is left without an interrupt of ours. */
    void end() {
        synchronized (lock) {
            thread = null;
            if (late) {
                Thread.interrupted();
            }
        }
    }
}
