package dev.monitoring.collectors.amqp;

import java.util.Optional;

/**
 * What a passive declare says of a queue. Immutable.
 *
 * @param ready the messages that wait to be delivered; those delivered and not acknowledged are not in it
 * @param consumers how many consume it
 * @param fault why the two are unknown, where they are: there is no such queue, or we may not look at it
 */
public record QueueDepth(String queue, long ready, long consumers, Optional<String> fault) {
    static QueueDepth unknown(String queue, String fault) {
        return new QueueDepth(queue, 0, 0, Optional.of(fault));
    }

    public boolean isKnown() {
        return fault.isEmpty();
    }
}
