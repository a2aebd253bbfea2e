package dev.monitoring.core.http.jetty;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Lets threads wait for slow callers, but only so many at a time: callers that read or send slowly can never hold all
 * threads. With one too many, the wait that has lasted longest is given up; a caller whose data flows waits anew for each
 * piece, so that is one whose data does not. Thread-safe.
 */
final class PeerWaits {
    private final int atOnce;
    private final Set<Pending> waiting = new LinkedHashSet<>(); // guarded by this set; longest waiting first

    PeerWaits(int atOnce) {
        this.atOnce = atOnce;
    }

    /** A read or write under way. */
    static final class Pending implements Callback {
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile @Nullable Throwable failure;

        @Override
        public void succeeded() {
            done.countDown();
        }

        @Override
        public void failed(Throwable cause) {
            failure = cause;
            done.countDown();
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }

    /**
     * Waits until {@code pending} is done.
     *
     * @throws IOException if it failed, or was given up in favour of others
     */
    void await(Pending pending) throws IOException {
        if (pending.done.getCount() > 0) {
            begin(pending);
            try {
                pending.done.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException("stopped while waiting for the caller").initCause(e);
            } finally {
                synchronized (waiting) {
                    waiting.remove(pending);
                }
            }
        }
        Throwable failure = pending.failure;
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    private void begin(Pending pending) {
        Pending slowest = null;
        synchronized (waiting) {
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
