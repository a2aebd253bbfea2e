package dev.monitoring.collectors.celery;

import dev.monitoring.collectors.amqp.AmqpServer;
import dev.monitoring.collectors.amqp.AmqpSession;
import dev.monitoring.collectors.amqp.OwnQueue;
import dev.monitoring.collectors.amqp.QueueDepth;
import dev.monitoring.collectors.amqp.Subscription;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Events from the exchange {@code celeryev} of a RabbitMQ, by a queue of our own that goes with the connection. */
final class AmqpEvents implements EventSource {
    private static final String EXCHANGE = "celeryev";

    /** Some seconds of a busy application, a batch of tasks in each message. */
    private static final int MAX_WAITING = 10_000;

    /** What a worker said longer ago says nothing of now; Celery's own receivers keep it for as long. */
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(5);

    private final AmqpServer server;
    private final String asker;
    private final Receiver receiver;

    private final Object lock = new Object();
    private @Nullable Line line; // guarded by lock
    private boolean closed; // guarded by lock
    private volatile long connects;

    private record Line(AmqpSession session, Subscription subscription) {
        boolean isLost() {
            return session.lost().isPresent() || subscription.lost().isPresent();
        }
    }

    /** @param asker who asks, for the broker's list of connections */
    AmqpEvents(AmqpServer server, String asker, Receiver receiver) {
        this.server = server;
        this.asker = asker;
        this.receiver = receiver;
    }

    @Override
    public Poll poll(Collection<String> queues, Deadline deadline) throws IOException, InterruptedException {
        long before = connects;
        Line current = line(deadline);
        try {
            return ask(current, queues, deadline);
        } catch (IOException e) {
            if (connects != before || deadline.hasPassed()) {
                throw e;
            }
            // It was lost while nobody asked.
            return ask(line(deadline), queues, deadline);
        }
    }

    private Poll ask(Line current, Collection<String> queues, Deadline deadline)
            throws IOException, InterruptedException {
        boolean done = false;
        try {
            // The own queue is asked for too: so there is an answer, or the line is known to be lost.
            String own = current.subscription.queue();
            List<String> names = new ArrayList<>(queues);
            names.add(own);
            List<Queue> answers = new ArrayList<>();
            long waiting = 0;
            for (QueueDepth depth : current.session.depths(names, deadline)) {
                if (depth.queue().equals(own)) {
                    waiting = depth.ready();
                } else {
                    Optional<Long> consumers = depth.isKnown() ? Optional.of(depth.consumers()) : Optional.empty();
                    answers.add(new Queue(depth.queue(), depth.ready(), List.of(), consumers, depth.fault()));
                }
            }
            Optional<String> lost = current.subscription.lost();
            if (lost.isPresent()) {
                throw new IOException("broker " + server + ": no more events: " + lost.get());
            }
            done = true;
            return new Poll(answers, Optional.empty(), 0, waiting >= MAX_WAITING);
        } finally {
            if (!done) {
                disconnect();
            }
        }
    }

    private Line line(Deadline deadline) throws IOException, InterruptedException {
        synchronized (lock) {
            if (line != null && !line.isLost()) {
                return line;
            }
        }
        disconnect();
        AmqpSession opened = server.open("celery", asker, deadline);
        boolean kept = false;
        try {
            receiver.listening();
            OwnQueue queue = OwnQueue.of("celery", new OwnQueue.Binding(EXCHANGE, "#"))
                    .withMaxLength(MAX_WAITING)
                    .withTimeToLive(TIME_TO_LIVE);
            Subscription subscription;
            try {
                subscription = opened.subscribe(
                        queue,
                        message -> {
                            String type = message.getProperties().getContentType();
                            receiver.message(type == null ? "" : type, message.getBody());
                        },
                        deadline);
            } catch (IOException e) {
                throw new IOException(
                        e.getMessage() + "; the first worker that is started makes the exchange " + EXCHANGE
                                + ", in the virtual host that this target must name; and the user needs configure and"
                                + " write on monitoring\\..*, and read on that and on " + EXCHANGE,
                        e);
            }
            Line made = new Line(opened, subscription);
            synchronized (lock) {
                if (closed) {
                    throw new IOException("closed");
                }
                line = made;
                connects++;
            }
            kept = true;
            return made;
        } finally {
            if (!kept) {
                opened.close();
            }
        }
    }

    @Override
    public long connects() {
        return connects;
    }

    private void disconnect() {
        Line old;
        synchronized (lock) {
            old = line;
            line = null;
        }
        if (old != null) {
            old.session.close();
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
        }
        disconnect();
    }

    @Override
    public String toString() {
        return server.toString();
    }
}
