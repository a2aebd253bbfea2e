package dev.monitoring.collectors.amqp;

import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one connection of a collector to its broker: made when it is needed, and made again after it was lost. Runs are
 * confined to one thread at a time; {@link #close} may come from any.
 */
public final class AmqpLink implements AutoCloseable {
    private final AmqpServer server;
    private final String purpose;
    private final String asker;

    private final Object lock = new Object();
    private @Nullable AmqpSession session; // guarded by lock
    private boolean closed; // guarded by lock

    /**
     * @param purpose what the connection is for, in a word; goes into its thread's name
     * @param asker who asks, for the broker's own list of connections: the process's name
     */
    public AmqpLink(AmqpServer server, String purpose, String asker) {
        this.server = server;
        this.purpose = purpose;
        this.asker = asker;
    }

    public AmqpServer server() {
        return server;
    }

    /** The connection; a new one where there was none, or it is lost. */
    public AmqpSession session(Deadline deadline) throws IOException, InterruptedException {
        Optional<AmqpSession> current = current();
        if (current.isPresent()) {
            if (current.get().lost().isEmpty()) {
                return current.get();
            }
            disconnect();
        }
        AmqpSession opened = server.open(purpose, asker, deadline);
        synchronized (lock) {
            if (!closed) {
                session = opened;
                return opened;
            }
        }
        opened.close();
        throw new IOException("broker " + server + ": the connection was closed");
    }

    /** The connection that there is, which may be lost. */
    public Optional<AmqpSession> current() {
        synchronized (lock) {
            return Optional.ofNullable(session);
        }
    }

    /** Gives up the connection; the next question makes another. */
    public void disconnect() {
        AmqpSession old;
        synchronized (lock) {
            old = session;
            session = null;
        }
        if (old != null) {
            old.close();
        }
    }

    /** Gives up the connection for good. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
        }
        disconnect();
    }
}
