package dev.monitoring.collectors.rabbitmq;

import dev.monitoring.collectors.amqp.AmqpServer;
import dev.monitoring.collectors.amqp.AmqpSession;
import dev.monitoring.collectors.amqp.QueueDepth;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Queues that are asked for one by one, by a declare in AMQP that declares nothing. Runs are confined to one thread at a time;
 * {@link #close} may come from any.
 */
final class NamedQueues implements AutoCloseable {
    private final AmqpServer server;
    private final List<String> queues;
    private final QueueFamilies families;
    private final String asker;

    private final Object lock = new Object();
    private @Nullable AmqpSession session; // guarded by lock
    private boolean closed; // guarded by lock

    /** @param asker who asks, for the broker's list of connections */
    NamedQueues(AmqpServer server, List<String> queues, QueueFamilies families, String asker) {
        this.server = server;
        this.queues = List.copyOf(queues);
        this.families = families;
        this.asker = asker;
    }

    /** Gives the depth of each queue. */
    void read(MetricSink sink, Deadline deadline) throws IOException, InterruptedException {
        boolean done = false;
        try {
            for (QueueDepth depth : session(deadline).depths(queues, deadline)) {
                if (depth.isKnown()) {
                    families.emitDeclared(server.virtualHost(), depth.queue(), depth.ready(), depth.consumers(), sink);
                } else {
                    sink.missing(
                            "queue " + depth.queue(),
                            new IOException(depth.fault().orElse("nothing is known of it")));
                }
            }
            done = true;
        } finally {
            if (!done) {
                disconnect();
            }
        }
    }

    private AmqpSession session(Deadline deadline) throws IOException, InterruptedException {
        AmqpSession current = current();
        if (current != null) {
            if (current.lost().isEmpty()) {
                return current;
            }
            disconnect();
        }
        AmqpSession opened = server.open("rabbitmq", asker, deadline);
        synchronized (lock) {
            if (!closed) {
                session = opened;
                return opened;
            }
        }
        opened.close();
        throw new IOException("closed");
    }

    private @Nullable AmqpSession current() {
        synchronized (lock) {
            return session;
        }
    }

    /** Gives up the connection; the next read makes another. */
    void disconnect() {
        AmqpSession old;
        synchronized (lock) {
            old = session;
            session = null;
        }
        if (old != null) {
            old.close();
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
        }
        disconnect();
    }
}
