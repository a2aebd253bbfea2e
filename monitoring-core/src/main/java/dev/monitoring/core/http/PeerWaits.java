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
 * threads. Where one too many waits, the wait that has lasted longest is given up, though none before it has lasted half
 * a second; a caller whose data flows waits anew for each piece, so that is one whose data does not. Thread-safe.
 */
public final class PeerWaits {
    /** Shorter waits count for nothing: those of callers that read as fast as it can be written. */
    private static final Duration BRIEF = Duration.ofMillis(50);

    /** What a busy machine may take to let a quick caller read a piece. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final int atOnce;
    private final long briefMillis;
    private final long patienceMillis;
    private final long longestMillis;
    private final Set<Pending> waiting = new LinkedHashSet<>(); // guarded by this set
    private final Set<Pending> stalled = new LinkedHashSet<>(); // guarded by waiting, part of it; longest waiting first

    /**
     * Waits of threads for slow callers.
     *
     * @param atOnce how many threads may wait
     * @param longest how long one may wait for one piece
     */
    public PeerWaits(int atOnce, Duration longest) {
        this(atOnce, BRIEF, PATIENCE, longest);
    }

    /**
     * Waits of threads for slow callers.
     *
     * @param brief how long a wait counts for nothing
     * @param patience how long a wait lasts before it can be given up for another
     */
    PeerWaits(int atOnce, Duration brief, Duration patience, Duration longest) {
        this.atOnce = atOnce;
        this.briefMillis = brief.toMillis();
        this.patienceMillis = patience.toMillis();
        this.longestMillis = longest.toMillis();
    }

    /** A read or write under way, done by whichever thread. Thread-safe; only the first end counts. */
    public static final class Pending {
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile @Nullable Throwable failure;

        public synchronized void succeeded() {
            done.countDown();
        }

        public synchronized void failed(Throwable cause) {
            if (!isDone()) {
                failure = cause;
                done.countDown();
            }
        }

        private boolean isDone() {
            return done.getCount() == 0;
        }
    }

    /**
     * Waits until {@code pending} is done.
     *
     * @throws IOException if it failed, took too long, or was given up in favour of others
     */
    public void await(Pending pending) throws IOException {
        if (!pending.isDone()) {
            try {
                waitFor(pending);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException("stopped while waiting for the caller").initCause(e);
            } finally {
                forget(pending);
            }
        }
        Throwable failure = pending.failure;
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    private void waitFor(Pending pending) throws InterruptedException {
        if (isDone(pending, 0, briefMillis)) {
            return;
        }
        synchronized (waiting) {
            waiting.add(pending);
            giveUpOneTooMany();
        }
        if (isDone(pending, briefMillis, patienceMillis)) {
            return;
        }
        synchronized (waiting) {
            stalled.add(pending);
            giveUpOneTooMany();
        }
        if (!isDone(pending, patienceMillis, longestMillis)) {
            pending.failed(new IOException("the caller neither sends nor reads"));
        }
    }

    /** Waits from one point of time to another, both since the wait began. */
    private boolean isDone(Pending pending, long fromMillis, long untilMillis) throws InterruptedException {
        return pending.done.await(Math.min(untilMillis, longestMillis) - fromMillis, TimeUnit.MILLISECONDS);
    }

    private void giveUpOneTooMany() {
        waiting.removeIf(Pending::isDone);
        stalled.removeIf(Pending::isDone);
        if (waiting.size() > atOnce && !stalled.isEmpty()) {
            Pending longest = stalled.iterator().next();
            longest.failed(new IOException("too many callers are slow at once; the slowest is dropped"));
            forget(longest);
        }
    }

    private void forget(Pending pending) {
        synchronized (waiting) {
            waiting.remove(pending);
            stalled.remove(pending);
        }
    }
}
