package dev.monitoring.collectors.events;

import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The keys that name a source of events, in a section of their own or with a word before them. Immutable. */
public final class SourceSettings {
    /** How long names are in AMQP. */
    private static final int MAX_NAME = 255;

    private final Setting<String> exchange;
    private final Setting<List<String>> routingKeys;
    private final Setting<String> dedicated;
    private final Setting<String> queue;

    /** @param prefix what the keys begin with: nothing, or {@code heartbeats.} */
    public SourceSettings(String prefix) {
        exchange = Setting.text(
                prefix + "exchange",
                null,
                "The exchange they are published to; a queue of our own is bound to it, and nobody misses a message.");
        routingKeys = Setting.list(
                prefix + "routing-keys",
                List.of(),
                "What our queue is bound by; by default all of a topic, fanout or headers exchange. A direct exchange gives"
                        + " what is routed by exactly one of these, by default the empty key and the exchange's name.");
        dedicated = Setting.text(
                prefix + "consume-dedicated-queue",
                null,
                "A queue to consume instead, which was made for this and nobody else reads: each message is taken from it and"
                        + " acknowledged, and so lost to whoever else expects it. Refused while others consume it.");
        queue = Setting.text(
                prefix + "queue",
                null,
                "The queue whose depth is the backlog; by default that named like the exchange, where there is one, or that"
                        + " which is consumed.");
    }

    /** The keys of a source with a backlog. */
    public List<Setting<?>> all() {
        return List.of(exchange, routingKeys, dedicated, queue);
    }

    /** The keys of a source without a backlog. */
    public List<Setting<?>> withoutBacklog() {
        return List.of(exchange, routingKeys, dedicated);
    }

    /** The source that a section names; nothing, and a fault recorded, where it names none or two. */
    public Optional<EventSource> read(Settings section) {
        Optional<String> from = name(section, exchange);
        Optional<String> taken = name(section, dedicated);
        List<String> keys = section.get(routingKeys);
        if (from.isPresent() == taken.isPresent()) {
            section.fault(
                    exchange,
                    from.isPresent()
                            ? "a queue to consume is set as well; keep exchange, which takes nothing from anybody"
                            : "there is no exchange to listen to; set it, or consume-dedicated-queue for a queue that nobody"
                                    + " else reads");
            return Optional.empty();
        }
        if (taken.isPresent() && !keys.isEmpty()) {
            section.fault(routingKeys, "a queue that is consumed is not bound; remove them, or set exchange");
        }
        for (String key : keys) {
            if (isTooLong(key)) {
                section.fault(
                        routingKeys, "a key has more than " + MAX_NAME + " bytes; use one that senders could use");
                return Optional.empty();
            }
        }
        String name = from.or(() -> taken).orElseThrow();
        Optional<String> named = name(section, queue);
        return Optional.of(new EventSource(
                section.prefix(),
                name,
                keys.isEmpty() ? EventSource.keysOfAll(name) : keys,
                taken.isPresent(),
                Optional.of(new EventSource.Backlog(named.orElse(name), named.isPresent()))));
    }

    /** Records a fault for each source that another has the exchange or queue of. */
    public static void requireDistinct(Settings target, List<EventSource> sources) {
        Set<String> names = new HashSet<>();
        for (EventSource source : sources) {
            if (!names.add(source.name())) {
                target.fault(new Fault(
                        target.originOfKey(source.settingsKey()),
                        source.settingsKey() + ": " + source.name()
                                + " is listened to already; remove it, or give one of them the routing-keys of both"));
            }
        }
    }

    /** Whether a section names a source. */
    public boolean isSet(Settings section) {
        return section.isSet(exchange) || section.isSet(dedicated);
    }

    private static Optional<String> name(Settings section, Setting<String> setting) {
        Optional<String> name = section.find(setting).map(String::strip).filter(text -> !text.isEmpty());
        if (name.isPresent() && isTooLong(name.get())) {
            section.fault(
                    setting, "the name has more than " + MAX_NAME + " bytes; no exchange or queue has such a one");
            return Optional.empty();
        }
        return name;
    }

    private static boolean isTooLong(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length > MAX_NAME;
    }
}
