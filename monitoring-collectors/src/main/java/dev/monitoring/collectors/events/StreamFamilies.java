package dev.monitoring.collectors.events;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How listening goes, as families. Confined to the runs. */
final class StreamFamilies {
    private final Family received;
    private final Family malformed;
    private final Family listening;
    private final Family subscriptions;
    private final Family waiting;
    private final Family overflows;

    private final Map<String, Labels> ofSource = new HashMap<>();
    private final Map<Malformed, Map<String, Labels>> ofReason = new HashMap<>();

    StreamFamilies(String prefix) {
        received =
                Family.counter(prefix + "_messages_total", "Messages that came, those that were malformed included.");
        malformed = Family.counter(prefix + "_malformed_total", "Messages that could not be read, by reason.");
        listening = Family.gauge(prefix + "_listening", "Whether a source is listened to.");
        subscriptions = Family.counter(
                prefix + "_subscriptions_total",
                "How often listening to a source began; before each but the first, events may have been missed.");
        waiting = Family.gauge(prefix + "_copies_waiting", "Copies of messages that wait in our own queue.");
        overflows = Family.counter(
                prefix + "_overflows_total",
                "How often our own queue was found full or nearly so, and the broker may have dropped copies.");
    }

    /** @param copies how many messages wait in the stream's own queue, where it has one */
    void emit(EventStream stream, Optional<Long> copies, MetricSink sink) {
        String name = stream.source().name();
        Labels labels = ofSource.computeIfAbsent(name, source -> Labels.of("source", source));
        sink.add(received, labels, stream.received());
        sink.add(listening, labels, stream.isListening() ? 1 : 0);
        sink.add(subscriptions, labels, stream.subscriptions());
        for (Malformed reason : Malformed.values()) {
            sink.add(malformed, ofReason(reason, name), stream.malformed(reason));
        }
        if (!stream.source().isDedicated()) {
            sink.add(overflows, labels, stream.overflows());
            copies.ifPresent(number -> sink.add(waiting, labels, number));
        }
    }

    private Labels ofReason(Malformed reason, String name) {
        return ofReason.computeIfAbsent(reason, word -> new HashMap<>())
                .computeIfAbsent(name, source -> Labels.of("source", source, "reason", reason.word()));
    }
}
