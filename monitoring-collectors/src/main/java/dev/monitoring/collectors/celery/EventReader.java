package dev.monitoring.collectors.celery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the bodies of event messages: one event as an object, or a batch of them as an array, which may be empty. They come
 * from strangers, so size, depth and texts are limited, and what is not asked for is skipped unread. Immutable and
 * thread-safe.
 */
final class EventReader {
    /** Longer names of tasks and queues are cut: no label needs more. */
    static final int MAX_NAME_LENGTH = 200;

    /** Longer ids are none: those of Celery have 36 characters. */
    static final int MAX_ID_LENGTH = 255;

    private static final int MAX_BYTES = 4 << 20;
    private static final int MAX_DEPTH = 32;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(MAX_BYTES)
                    .maxStringLength(MAX_BYTES)
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(1_000)
                    .maxNumberLength(100)
                    .build())
            .build();

    /** What a message held. Immutable. */
    record Batch(List<CeleryEvent> events, int malformed) {
        Batch {
            events = List.copyOf(events);
        }
    }

    /**
     * The events in a body, in their order. Events of kinds that nobody knows are left out; those that lack what they must
     * have are counted.
     *
     * @throws IOException if it is no JSON, too large or too deep, or neither an object nor an array of objects
     */
    Batch read(byte[] body) throws IOException {
        if (body.length > MAX_BYTES) {
            throw new IOException("an event message has more than " + (MAX_BYTES >> 20) + " MiB");
        }
        List<CeleryEvent> events = new ArrayList<>();
        int malformed = 0;
        try (JsonParser json = JSON.createParser(body)) {
            JsonToken start = json.nextToken();
            if (start == JsonToken.START_OBJECT) {
                malformed += add(json, events);
            } else if (start == JsonToken.START_ARRAY) {
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    malformed += add(json, events);
                }
                if (json.currentToken() != JsonToken.END_ARRAY) {
                    throw new IOException("a batch of events has something else in it");
                }
            } else {
                throw new IOException("an event message is neither an object nor an array");
            }
            if (json.nextToken() != null) {
                throw new IOException("there is something behind the end of an event message");
            }
        }
        return new Batch(events, malformed);
    }

    private static int add(JsonParser json, List<CeleryEvent> events) throws IOException {
        Fields fields = new Fields();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            fields.take(name, json.nextToken(), json);
        }
        if (json.currentToken() != JsonToken.END_OBJECT) {
            throw new IOException("an event has no end");
        }
        Optional<EventType> type = EventType.of(fields.type);
        if (type.isEmpty()) {
            return fields.type.isEmpty() ? 1 : 0;
        }
        boolean whole = !fields.hostname.isEmpty()
                && Double.isFinite(fields.timestamp)
                && (!type.get().isOfTask() || !fields.uuid.isEmpty() && fields.uuid.length() <= MAX_ID_LENGTH);
        if (whole) {
            events.add(fields.event(type.get()));
        }
        return whole ? 0 : 1;
    }

    /** What was read of one event. */
    private static final class Fields {
        private String type = "";
        private String hostname = "";
        private String uuid = "";
        private String name = "";
        private String queue = "";
        private String exception = "";
        private double timestamp = Double.NaN;
        private double eta = Double.NaN;
        private double runtime = Double.NaN;
        private double frequency = Double.NaN;
        private double active = Double.NaN;
        private double processed = Double.NaN;

        void take(String field, JsonToken token, JsonParser json) throws IOException {
            switch (field) {
                case "type" -> type = text(token, json);
                case "hostname" -> hostname = cut(text(token, json));
                case "uuid" -> uuid = text(token, json);
                case "name" -> name = cut(text(token, json));
                case "queue" -> queue = cut(text(token, json));
                case "exception" -> exception = exceptionClass(text(token, json));
                case "timestamp" -> timestamp = number(token, json);
                case "eta" -> eta = time(text(token, json), number(token, json));
                case "runtime" -> runtime = number(token, json);
                case "freq" -> frequency = number(token, json);
                case "active" -> active = number(token, json);
                case "processed" -> processed = number(token, json);
                default -> {
                    // args, kwargs, result, traceback and what others add: nobody's business
                }
            }
            if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
                json.skipChildren();
            }
        }

        CeleryEvent event(EventType ofType) {
            return new CeleryEvent(
                    ofType, hostname, timestamp, uuid, name, queue, eta, runtime, exception, frequency, active,
                    processed);
        }
    }

    private static String text(JsonToken token, JsonParser json) throws IOException {
        return token == JsonToken.VALUE_STRING ? json.getText() : "";
    }

    private static double number(JsonToken token, JsonParser json) throws IOException {
        return token != null && token.isNumeric() ? json.getDoubleValue() : Double.NaN;
    }

    /** A text short enough for a label, and whole characters only. */
    private static String cut(String text) {
        String kept = text.length() > MAX_NAME_LENGTH ? text.substring(0, MAX_NAME_LENGTH) : text;
        return new String(kept.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** The class in {@code ValueError('what it says')}; the rest may be anybody's data. */
    private static String exceptionClass(String exception) {
        int end = 0;
        while (end < exception.length() && end < MAX_NAME_LENGTH && isPartOfName(exception.charAt(end))) {
            end++;
        }
        return end < exception.length() && exception.charAt(end) == '(' ? exception.substring(0, end) : "";
    }

    private static boolean isPartOfName(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.';
    }

    /** Seconds since 1970, from the text that Celery writes, {@code 2026-11-21T00:12:51.785658+00:00}. */
    private static double time(String text, double number) {
        if (text.isEmpty()) {
            return number;
        }
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            return time.toEpochSecond() + time.getNano() / 1e9;
        } catch (DateTimeException e) {
            return Double.POSITIVE_INFINITY; // there is one, but nobody knows when
        }
    }
}
