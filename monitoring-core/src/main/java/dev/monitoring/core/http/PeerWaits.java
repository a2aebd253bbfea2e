package dev.monitoring.core.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets threads wait for slow callers, but only so many at a time: callers that read or send slowly can never hold all
 * threads. With one too many for a moment, the wait that has lasted longest is given up; a caller whose data flows waits anew for each
 * piece, so that is one whose data does not. Thread-safe.
 */
public final class PeerWaits {
    /** How long one too many waits for another to get on, so that no caller is dropped that reads as fast as it can. */
    private static final long PATIENCE_MILLIS = 500;

    private final int atOnce;
    private final Duration longest;
    private final Set<Pending> waiting = new LinkedHashSet<>(); // guarded by this set; longest waiting first

    /**
     * Waits of threads for slow callers.
     *
     * @param atOnce how many threads may wait
     * @param longest how long one may wait for one piece
     */
    public PeerWaits(int atOnce, Duration longest) {
        this.atOnce = atOnce;
        this.longest = longest;
    }

    /** A read or write under way, done by whichever thread. Thread-safe; only the first end counts. */
    public static final class Pending {
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile @Nullable Throwable failure;

        public void succeeded() {
            done.countDown();
        }

        public void failed(Throwable cause) {
            if (done.getCount() > 0) {
                failure = cause;
                done.countDown();
            }
        }
    }

    /**
     * Waits until {@code pending} is done.
     *
     * @throws IOException if it failed, took too long, or was given up in favour of others
     */
    public void await(Pending pending) throws IOException {
        if (pending.done.getCount() > 0) {
            try {
                begin(pending);
                if (!pending.done.await(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                    pending.failed(new IOException("the caller neither sends nor reads"));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException("stopped while waiting for the caller").initCause(e);
            } finally {
                synchronized (waiting) {
                    waiting.remove(pending);
                    waiting.notifyAll();
                }
            }
        }
        Throwable failure = pending.failure;
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    private void begin(Pending pending) throws InterruptedException {
        Pending slowest = null;
        synchronized (waiting) {
            if (waiting.size() >= atOnce) {
                waiting.wait(PATIENCE_MILLIS);
            }
            if (waiting.size() >= atOnce) {
                slowest = waiting.iterator().next();
                waiting.remove(slowest);
            }
            waiting.add(pending);
        }
        if (slowest != null) {
            slowest.failed(new IOException("too many callers are slow at once; the slowest is dropped"));
        }
    }
}
