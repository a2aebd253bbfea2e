package dev.monitoring.collectors.events;

import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.util.List;

/**
 * How much listening may cost. Immutable.
 *
 * @param payloadBytes larger messages are counted and not looked at
 * @param queueLength how many messages wait in a queue of our own at most
 * @param messagesPerSecond how many messages of all sources are looked at
 */
public record StreamLimits(int payloadBytes, int queueLength, int messagesPerSecond) {
    private static final Setting<Integer> PAYLOAD = Setting.integer(
            "payload-limit",
            64 << 10,
            256,
            1 << 20,
            "How many bytes a message may have to be looked at; larger ones are counted as malformed.");
    private static final Setting<Integer> QUEUE = Setting.integer(
            "queue-limit",
            5_000,
            100,
            100_000,
            "How many messages may wait for us in a queue of our own, besides 4 MiB of them; beyond, the broker drops the"
                    + " oldest of our copies, and of nobody else's.");
    private static final Setting<Integer> RATE = Setting.integer(
            "rate-limit",
            5_000,
            10,
            100_000,
            "How many messages a second to look at, so that listening never costs the host more than a part of a core.");

    /** The keys, for a factory's target settings. */
    public static final List<Setting<?>> ALL = List.of(PAYLOAD, QUEUE, RATE);

    /** What a target's section says. */
    public static StreamLimits read(Settings target) {
        return new StreamLimits(target.get(PAYLOAD), target.get(QUEUE), target.get(RATE));
    }
}
