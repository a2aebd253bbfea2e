package dev.monitoring.collectors.redis.connection;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What a server answers to a command: text, a number, a list, nothing, or that it refuses. Immutable. */
public final class Reply {
    /** The reply nil. */
    public static final Reply NIL = new Reply(null, 0, List.of(), Kind.NIL);

    private enum Kind {
        NIL,
        TEXT,
        NUMBER,
        LIST,
        REFUSAL
    }

    private final byte @Nullable [] bytes;
    private final long number;
    private final List<Reply> items;
    private final Kind kind;

    private Reply(byte @Nullable [] bytes, long number, List<Reply> items, Kind kind) {
        this.bytes = bytes;
        this.number = number;
        this.items = items;
        this.kind = kind;
    }

    /** A simple or bulk string; {@code bytes} is not copied. */
    public static Reply text(byte[] bytes) {
        return new Reply(bytes, 0, List.of(), Kind.TEXT);
    }

    /** A simple or bulk string. */
    public static Reply text(String text) {
        return text(text.getBytes(StandardCharsets.UTF_8));
    }

    /** An integer. */
    public static Reply number(long number) {
        return new Reply(null, number, List.of(), Kind.NUMBER);
    }

    /** An array. */
    public static Reply list(List<Reply> items) {
        return new Reply(null, 0, List.copyOf(items), Kind.LIST);
    }

    /** An error, code first: {@code NOPERM this user has no permissions to run the 'info' command}. */
    public static Reply refusal(String message) {
        return new Reply(message.getBytes(StandardCharsets.UTF_8), 0, List.of(), Kind.REFUSAL);
    }

    /** Whether the server refused. */
    public boolean isRefusal() {
        return kind == Kind.REFUSAL;
    }

    /** Whether the server refused with this code: {@code NOPERM}, {@code MOVED}. */
    public boolean isRefusal(String code) {
        return isRefusal() && (text() + " ").startsWith(code + " ");
    }

    /** Whether it is a list. */
    public boolean isList() {
        return kind == Kind.LIST;
    }

    /** Whether there is nothing: the key does not exist. */
    public boolean isNil() {
        return kind == Kind.NIL;
    }

    /** The text, or the message of a refusal, or the number as text; empty for the others. What is not UTF-8 is replaced. */
    public String text() {
        byte[] own = bytes;
        return own != null
                ? new String(own, StandardCharsets.UTF_8)
                : kind == Kind.NUMBER ? String.valueOf(number) : "";
    }

    /** The bytes of a text; empty for the others. */
    public byte[] bytes() {
        byte[] own = bytes;
        return own != null ? own.clone() : new byte[0];
    }

    /** The number, or the one that a text says; nothing where there is none. */
    public OptionalDouble asNumber() {
        if (kind == Kind.NUMBER) {
            return OptionalDouble.of(number);
        }
        if (kind != Kind.TEXT) {
            return OptionalDouble.empty();
        }
        try {
            return OptionalDouble.of(Double.parseDouble(text()));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    /** The items of a list; none for the others. */
    public List<Reply> items() {
        return items;
    }

    /** The item at {@code index} of a list; {@link #NIL} where there is none. */
    public Reply item(int index) {
        return index < items.size() ? items.get(index) : NIL;
    }

    /** The value behind a name in a list of alternating names and values; {@link #NIL} where there is none. */
    public Reply named(String name) {
        for (int i = 0; i + 1 < items.size(); i += 2) {
            if (items.get(i).text().equals(name)) {
                return items.get(i + 1);
            }
        }
        return NIL;
    }

    /** The kind and size, without the content, which may be anybody's data. */
    @Override
    public String toString() {
        return switch (kind) {
            case NIL -> "nil";
            case TEXT -> "text of " + (bytes == null ? 0 : bytes.length) + " bytes";
            case NUMBER -> "number";
            case LIST -> "list of " + items.size();
            case REFUSAL -> "refusal: " + text();
        };
    }
}
