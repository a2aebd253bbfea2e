package dev.monitoring.collectors.events;

import com.rabbitmq.client.LongString;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** A message that could be read: those of its members that were asked for, and its headers. Immutable. */
public final class Event {
    /** What is kept of a text: more is no name, word or time. */
    static final int MAX_TEXT = 256;

    private final Map<String, String> members;
    private final Map<String, Object> headers;
    private final @Nullable Date sent;

    Event(Map<String, String> members, Map<String, Object> headers, @Nullable Date sent) {
        this.members = members;
        this.headers = headers;
        this.sent = sent;
    }

    /**
     * The first of several members that the message has; where it has none, the first header so named.
     *
     * @param names of members, with dots where they are further in; of those the reader was told
     */
    public Optional<Text> find(List<String> names) {
        for (String name : names) {
            String text = members.get(name);
            if (text != null) {
                return Optional.of(new Text(name, text));
            }
        }
        for (String name : names) {
            Object header = headers.get(name);
            if (header instanceof Date date) {
                return Optional.of(
                        new Text(name, String.valueOf(date.toInstant().toEpochMilli())));
            }
            if (header != null && isScalar(header)) {
                return Optional.of(new Text(name, cut(header.toString())));
            }
        }
        return Optional.empty();
    }

    private static boolean isScalar(Object header) {
        return header instanceof Number
                || header instanceof Boolean
                || header instanceof LongString text && text.length() <= 4L * MAX_TEXT;
    }

    static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    /** When the message was sent, in epoch seconds, by its property {@code timestamp}; that has whole seconds only. */
    public OptionalDouble sentSeconds() {
        return sent == null
                ? OptionalDouble.empty()
                : EventTimes.parse(String.valueOf(sent.toInstant().toEpochMilli()));
    }

    /**
     * What a member or header says.
     *
     * @param name which of those asked for it was
     * @param value at most 256 characters
     */
    public record Text(String name, String value) {}
}
