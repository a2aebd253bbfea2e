package dev.monitoring.collectors.amqp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A queue of our own that is bound to exchanges and so gets copies of what is published there, while everybody else's queues
 * get all they got before. Exclusive and auto-delete: it goes with the connection, whatever becomes of us. Of limited length:
 * where we are too slow the oldest copies in it are dropped by the broker, nobody waits, and nothing grows; {@link
 * Subscription#timesFull} tells. Immutable.
 *
 * <p>The user needs {@code configure} on the queue's name, {@code monitoring.*}, {@code write} on it too, because binding
 * writes to it, and {@code read} on it and on the exchanges.
 *
 * @param purpose what it is for, in a word; goes into its name
 * @param bindings where the copies come from, at least one
 * @param maxLength how many messages wait in it at most
 * @param maxBytes how many bytes of bodies wait in it at most; a larger message never gets in
 * @param timeToLive how long a message waits in it at most; for ever by default
 * @param prefetch how many messages are under way to us at once; 0 for delivery without acknowledgement
 */
public record OwnQueue(
        String purpose,
        List<Binding> bindings,
        int maxLength,
        long maxBytes,
        Optional<Duration> timeToLive,
        int prefetch) {
    /** The longest message that is taken in: more than any event has, and little enough to hold a few of. */
    static final int MAX_BYTES = 4 << 20;

    public OwnQueue {
        bindings = List.copyOf(bindings);
        if (bindings.isEmpty()) {
            throw new IllegalArgumentException("a queue bound to no exchange gets nothing; name one");
        }
    }

    /**
     * Where copies come from.
     *
     * @param exchange the name of an exchange that exists; the default one cannot be bound to
     * @param routingKey what it must be routed by, in the exchange's own way; {@code #} is all of a topic exchange
     */
    public record Binding(String exchange, String routingKey) {
        public Binding {
            if (exchange.isEmpty()) {
                throw new IllegalArgumentException("nothing can be bound to the default exchange; name another");
            }
            Objects.requireNonNull(routingKey, "routingKey");
        }
    }

    /** A queue of up to 1,000 messages and 4 MiB, from which 20 are under way at once. */
    public static OwnQueue of(String purpose, Binding... bindings) {
        return new OwnQueue(purpose, List.of(bindings), 1_000, MAX_BYTES, Optional.empty(), 20);
    }

    /** With a limit to how long messages wait. */
    public OwnQueue withTimeToLive(Duration newTimeToLive) {
        return new OwnQueue(purpose, bindings, maxLength, maxBytes, Optional.of(newTimeToLive), prefetch);
    }

    /** With another limit to how many messages wait. */
    public OwnQueue withMaxLength(int newMaxLength) {
        return new OwnQueue(purpose, bindings, newMaxLength, maxBytes, timeToLive, prefetch);
    }

    /** With another number of messages under way. */
    public OwnQueue withPrefetch(int newPrefetch) {
        return new OwnQueue(purpose, bindings, maxLength, maxBytes, timeToLive, newPrefetch);
    }

    Map<String, Object> arguments() {
        Map<String, Object> arguments = new TreeMap<>();
        arguments.put("x-max-length", maxLength);
        arguments.put("x-max-length-bytes", maxBytes);
        timeToLive.ifPresent(time -> arguments.put("x-message-ttl", (int) time.toMillis()));
        return arguments;
    }

    List<String> exchanges() {
        List<String> names = new ArrayList<>();
        bindings.forEach(binding -> names.add(binding.exchange()));
        return names;
    }
}
