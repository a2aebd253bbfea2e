package dev.monitoring.collectors.events;

import com.rabbitmq.client.Delivery;
import dev.monitoring.collectors.amqp.AmqpSession;
import dev.monitoring.collectors.amqp.OwnQueue;
import dev.monitoring.collectors.amqp.QueueDepth;
import dev.monitoring.collectors.amqp.Subscription;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One source as it is listened to, and what came of it so far. Its messages are counted from any thread; all else is confined
 * to the runs.
 */
final class EventStream {
    /** How many messages are under way to us at once. */
    private static final int PREFETCH = 20;

    private final EventSource source;
    private final EventReader reader;
    private final EventStreams.Listener listener;

    private final AtomicLong received = new AtomicLong();
    private final Map<Malformed, AtomicLong> malformed; // filled once

    private final Attempts subscribing = new Attempts();
    private final Attempts looking = new Attempts();
    private @Nullable Subscription subscription;
    private long beganNanos;
    private long subscriptions;
    private long overflowsBefore;
    private long overflowsTold;
    private Optional<String> fault = Optional.empty();
    private Optional<String> backlogFault = Optional.empty();

    EventStream(EventSource source, EventReader reader, EventStreams.Listener listener) {
        this.source = source;
        this.reader = reader;
        this.listener = listener;
        this.malformed = new EnumMap<>(Malformed.class);
        for (Malformed reason : Malformed.values()) {
            malformed.put(reason, new AtomicLong());
        }
    }

    EventSource source() {
        return source;
    }

    /** Takes a message in; never throws. */
    void take(Delivery message, Pace pace) {
        pace.await();
        try {
            listener.event(source, reader.read(message));
        } catch (MalformedException e) {
            count(e.reason());
        } catch (RuntimeException e) {
            count(Malformed.UNHANDLED);
        } finally {
            received.incrementAndGet(); // last, so that whoever sees it sees what came of the message
        }
    }

    private void count(Malformed reason) {
        counted(reason).incrementAndGet();
    }

    private AtomicLong counted(Malformed reason) {
        return Objects.requireNonNull(malformed.get(reason));
    }

    /**
     * Listens where that is not so and is due.
     *
     * @param nowNanos the monotonic time
     * @throws IOException if the connection is lost
     */
    void listen(AmqpSession session, StreamLimits limits, String purpose, Pace pace, long nowNanos, Deadline deadline)
            throws IOException, InterruptedException {
        if (isListening()) {
            return;
        }
        forgetSubscription();
        if (!subscribing.isDue()) {
            return;
        }
        try {
            fault = source.isDedicated()
                    ? consume(session, pace, deadline)
                    : bind(session, limits, purpose, pace, deadline);
        } catch (IOException e) {
            if (session.lost().isPresent()) {
                throw e;
            }
            fault = Optional.of(String.valueOf(e.getMessage()));
        }
        if (fault.isPresent()) {
            subscribing.failed();
        } else {
            subscribing.succeeded();
            subscriptions++;
            beganNanos = nowNanos;
        }
    }

    private Optional<String> consume(AmqpSession session, Pace pace, Deadline deadline)
            throws IOException, InterruptedException {
        QueueDepth depth = depth(session, source.name(), deadline);
        if (!depth.isKnown()) {
            return Optional.of("queue " + source.name() + " cannot be consumed: "
                    + depth.fault().orElse("") + "; correct " + source.settingsKey() + ".consume-dedicated-queue");
        }
        if (depth.consumers() > 0) {
            return Optional.of("queue " + source.name() + " is consumed by " + depth.consumers()
                    + " already, who would miss what is taken from it; name a queue that nobody else reads, or set exchange"
                    + " instead, which copies");
        }
        subscription = session.consumeDedicated(source.name(), PREFETCH, message -> take(message, pace), deadline);
        return Optional.empty();
    }

    private Optional<String> bind(
            AmqpSession session, StreamLimits limits, String purpose, Pace pace, Deadline deadline)
            throws IOException, InterruptedException {
        if (!session.hasExchange(source.name(), deadline)) {
            return Optional.of(
                    depth(session, source.name(), deadline).isKnown()
                            ? "there is a queue " + source.name() + ", but no exchange of that name, and what is sent"
                                    + " straight to a queue cannot be copied, only taken; set exchange and routing-keys of "
                                    + source.settingsKey()
                                    + " to those the queue is bound by, or consume-dedicated-queue"
                                    + " if nobody else reads the queue"
                            : "there is neither an exchange nor a queue " + source.name()
                                    + " in this virtual host; declare the exchange, name another or switch this off under "
                                    + source.settingsKey() + ", or correct virtual-host");
        }
        OwnQueue queue = OwnQueue.of(purpose, bindings()).withMaxLength(limits.queueLength());
        subscription = session.subscribe(queue.withPrefetch(PREFETCH), message -> take(message, pace), deadline);
        return Optional.empty();
    }

    private OwnQueue.Binding[] bindings() {
        return source.routingKeys().stream()
                .map(key -> new OwnQueue.Binding(source.name(), key))
                .toArray(OwnQueue.Binding[]::new);
    }

    private static QueueDepth depth(AmqpSession session, String queue, Deadline deadline)
            throws IOException, InterruptedException {
        return session.depths(List.of(queue), deadline).get(0);
    }

    /** Knows that the connection is gone; no attempt has failed by that. */
    void disconnected() {
        forgetSubscription();
        subscribing.succeeded();
        looking.succeeded();
    }

    private void forgetSubscription() {
        Subscription old = subscription;
        if (old != null) {
            overflowsBefore += old.timesFull();
            subscription = null;
        }
    }

    boolean isListening() {
        return subscription != null && subscription.lost().isEmpty();
    }

    /** Since when, on the monotonic clock; of use while {@link #isListening}. */
    long beganNanos() {
        return beganNanos;
    }

    /** Our own queue, while there is one. */
    Optional<String> ownQueue() {
        return subscription == null || source.isDedicated() ? Optional.empty() : Optional.of(subscription.queue());
    }

    /** The queue whose depth is wanted, where it is due to ask for it. */
    Optional<String> queueToAsk() {
        return source.backlog().isPresent() && looking.isDue()
                ? source.backlog().map(EventSource.Backlog::queue)
                : Optional.empty();
    }

    /** Takes note of the depth of that queue, or that there is none. */
    void answered(QueueDepth depth) {
        backlogFault = depth.fault();
        if (depth.isKnown()) {
            looking.succeeded();
        } else {
            looking.failed();
        }
    }

    /** What is wrong with the source, for people. */
    Optional<String> fault() {
        return fault;
    }

    /** Why the backlog is not known, where it was asked for by name. */
    Optional<String> backlogFault() {
        return source.backlog().map(EventSource.Backlog::isNamed).orElse(false) ? backlogFault : Optional.empty();
    }

    /** Whether our own queue was found full since this was asked last. */
    boolean overflowedSince() {
        long overflows = overflows();
        boolean more = overflows > overflowsTold;
        overflowsTold = overflows;
        return more;
    }

    long overflows() {
        return overflowsBefore + (subscription == null ? 0 : subscription.timesFull());
    }

    long received() {
        return received.get();
    }

    long malformed(Malformed reason) {
        return counted(reason).get();
    }

    long subscriptions() {
        return subscriptions;
    }
}
