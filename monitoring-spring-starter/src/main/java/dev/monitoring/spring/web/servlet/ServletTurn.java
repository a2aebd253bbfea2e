package dev.monitoring.spring.web.servlet;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps a container from ending a request in the middle of a call that one of our threads makes to it, and such calls from
 * being made later. A container uses the objects of a request that has ended for others, on other connections too: with
 * Tomcat a late {@code dispatch()} for a caller that had gone cut the connection of another caller. Thread-safe.
 *
 * <p>The container says in {@code AsyncListener.onError} and {@code onTimeout} that it will end a request. It must not wait
 * in {@code onComplete}, where Tomcat holds a lock that our calls need.
 */
final class ServletTurn {
    /** Calls do not block; no lock of a container's is waited for in turn for ever. */
    private static final int MOST_MILLIS = 1_000;

    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean ended;

    /** A call to the container. */
    @FunctionalInterface
    interface Call<T> {
        T make() throws IOException;
    }

    /**
     * Makes a call while the request goes on.
     *
     * @throws IOException if it has ended, or the call throws it
     */
    <T> T call(Call<T> call) throws IOException {
        lock.lock();
        try {
            if (ended) {
                throw new IOException("the container has ended the request");
            }
            return call.make();
        } finally {
            lock.unlock();
        }
    }

    /** Makes the call that ends the request, unless it has ended. */
    void last(Runnable call) {
        lock.lock();
        try {
            if (!ended) {
                ended = true;
                call.run();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The container ends the request once this returns.
     *
     * @return whether nothing had ended it before
     */
    boolean end() {
        boolean held = false;
        try {
            held = lock.tryLock(MOST_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            boolean first = !ended;
            ended = true;
            return first;
        } finally {
            if (held) {
                lock.unlock();
            }
        }
    }

    /** Whether the container waits for a call to be over. */
    boolean isAwaited() {
        return lock.hasQueuedThreads();
    }
}
