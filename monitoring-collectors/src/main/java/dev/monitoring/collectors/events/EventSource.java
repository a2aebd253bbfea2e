package dev.monitoring.collectors.events;

import java.util.List;
import java.util.Optional;

/**
 * Where events come from: an exchange, to which a queue of our own is bound, or a queue that was made for us. Immutable.
 *
 * @param settingsKey the section that says so, for messages to people
 * @param name the exchange or the queue
 * @param routingKeys what our queue is bound by
 * @param isDedicated whether it is a queue, from which messages are taken
 * @param backlog the queue whose depth is wanted, if it is
 */
public record EventSource(
        String settingsKey, String name, List<String> routingKeys, boolean isDedicated, Optional<Backlog> backlog) {
    public EventSource {
        routingKeys = List.copyOf(routingKeys);
    }

    /**
     * A queue whose depth is wanted.
     *
     * @param isNamed whether it was asked for by name; one guessed from the exchange's name may not be there
     */
    public record Backlog(String queue, boolean isNamed) {}

    /**
     * All of an exchange, and the depth of the queue of the same name where there is one. All of a topic exchange is routed by
     * {@code #}; a direct exchange takes that as any other word, so the two keys that most senders use there are bound as
     * well. A message that fits several comes once.
     */
    public static EventSource all(String settingsKey, String exchange) {
        return new EventSource(
                settingsKey, exchange, keysOfAll(exchange), false, Optional.of(new Backlog(exchange, false)));
    }

    static List<String> keysOfAll(String exchange) {
        return List.of("#", "", exchange);
    }

    /** Without the depth of a queue. */
    public EventSource withoutBacklog() {
        return new EventSource(settingsKey, name, routingKeys, isDedicated, Optional.empty());
    }
}
