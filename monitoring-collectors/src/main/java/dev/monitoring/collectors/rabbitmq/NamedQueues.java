package dev.monitoring.collectors.rabbitmq;

import dev.monitoring.collectors.amqp.AmqpLink;
import dev.monitoring.collectors.amqp.AmqpServer;
import dev.monitoring.collectors.amqp.AmqpSession;
import dev.monitoring.collectors.amqp.QueueDepth;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.util.List;

/**
 * Queues that are asked for one by one, by a declare in AMQP that declares nothing; without any, only whether the broker
 * answers. Runs are confined to one thread at a time; {@link #close} may come from any.
 */
final class NamedQueues implements AutoCloseable {
    private final AmqpLink link;
    private final List<String> queues;
    private final QueueFamilies families;

    /** @param asker who asks, for the broker's list of connections */
    NamedQueues(AmqpServer server, List<String> queues, QueueFamilies families, String asker) {
        this.link = new AmqpLink(server, "rabbitmq", asker);
        this.queues = List.copyOf(queues);
        this.families = families;
    }

    /**
     * Gives the depth of each queue.
     *
     * @throws IOException if the broker does not answer
     */
    void read(MetricSink sink, Deadline deadline) throws IOException, InterruptedException {
        boolean done = false;
        try {
            AmqpSession session = link.session(deadline);
            if (queues.isEmpty()) {
                session.ping(deadline);
            }
            for (QueueDepth depth : session.depths(queues, deadline)) {
                if (depth.isKnown()) {
                    families.emitDeclared(
                            link.server().virtualHost(), depth.queue(), depth.ready(), depth.consumers(), sink);
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

    /** Gives up the connection; the next read makes another. */
    void disconnect() {
        link.disconnect();
    }

    @Override
    public void close() {
        link.close();
    }
}
