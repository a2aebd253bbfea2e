package dev.monitoring.collectors.redis.connection;

import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Where a thread waits for what the client promised, until a deadline or until this is closed. Thread-safe: one waits at a
 * time, and {@link #close} may come from any other.
 */
final class AnswerWait implements AutoCloseable {
    private final String server;
    private final Object lock = new Object();
    private @Nullable CompletableFuture<?> answer; // guarded by lock
    private boolean closed; // guarded by lock

    /** @param server whose answers they are, for messages */
    AnswerWait(String server) {
        this.server = server;
    }

    /** @throws ExecutionException why there is no answer; with a failure of ours where this was closed */
    <T> T await(CompletableFuture<T> promised, Deadline deadline)
            throws InterruptedIOException, TimeoutException, ExecutionException {
        synchronized (lock) {
            if (closed) {
                promised.cancel(true);
            }
            answer = promised;
        }
        try {
            return ((Future<T>) promised).get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + server);
        } catch (CancellationException e) {
            throw new ExecutionException(new IOException("the line to it was closed"));
        } finally {
            synchronized (lock) {
                answer = null;
            }
        }
    }

    /** The connection to a server, once it stands. */
    <C> C connected(CompletableFuture<C> connecting, Address to, Deadline deadline) throws IOException {
        try {
            return await(connecting, deadline);
        } catch (TimeoutException e) {
            throw new IOException(to + " did not accept the connection and the login in time", e);
        } catch (ExecutionException e) {
            throw LettuceFailure.of(to, "cannot be reached", e.getCause());
        }
    }

    boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    void requireOpen() throws IOException {
        if (isClosed()) {
            throw new IOException("the line to " + server + " was closed");
        }
    }

    /** Lets whoever waits go, and nobody wait from now on. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            if (answer != null) {
                answer.cancel(true);
            }
        }
    }
}
