package dev.monitoring.collectors.events;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages whose body is a JSON object in UTF-8. Keeps the members that were asked for and passes over all others, so
 * that nothing else of a message is ever in memory as text. Immutable and thread-safe.
 */
final class EventReader {
    private static final int MAX_DEPTH = 32;

    /** Names are not kept from message to message: those of strangers' objects have no end. */
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(1_000)
                    .maxNumberLength(100)
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final Set<String> paths;
    private final int maxBytes;

    /**
     * @param paths the members to keep, with dots where they are further in: {@code meta.pipeline}
     * @param maxBytes a larger body is not looked at
     */
    EventReader(Collection<String> paths, int maxBytes) {
        this.paths = Set.copyOf(paths);
        this.maxBytes = maxBytes;
    }

    /** @throws MalformedException if the message is no such object */
    Event read(Delivery message) throws MalformedException {
        byte[] body = message.getBody();
        BasicProperties properties = message.getProperties();
        if (body.length == 0) {
            throw new MalformedException(Malformed.EMPTY);
        }
        if (body.length > maxBytes) {
            throw new MalformedException(Malformed.TOO_LARGE);
        }
        if (!isPlain(properties.getContentEncoding())) {
            throw new MalformedException(Malformed.ENCODED);
        }
        Map<String, Object> headers = properties.getHeaders();
        return new Event(members(body), headers == null ? Map.of() : headers, properties.getTimestamp());
    }

    /** Senders write the charset here as often as not. */
    private static boolean isPlain(@Nullable String encoding) {
        if (encoding == null) {
            return true;
        }
        return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "", "utf-8", "utf8", "identity", "ascii", "us-ascii" -> true;
            default -> false;
        };
    }

    private Map<String, String> members(byte[] body) throws MalformedException {
        Map<String, String> members = new HashMap<>();
        try (JsonParser json = JSON.createParser(body)) {
            JsonToken first = json.nextToken();
            if (first == null) {
                throw new MalformedException(Malformed.EMPTY);
            }
            if (first != JsonToken.START_OBJECT) {
                throw new MalformedException(Malformed.NOT_AN_OBJECT);
            }
            object("", json, members);
            if (json.nextToken() != null) {
                throw new MalformedException(Malformed.NOT_JSON);
            }
            return members;
        } catch (StreamConstraintsException e) {
            boolean deep = String.valueOf(e.getMessage()).contains("nesting depth");
            throw new MalformedException(deep ? Malformed.TOO_DEEP : Malformed.NOT_JSON);
        } catch (IOException e) {
            throw new MalformedException(Malformed.NOT_JSON);
        }
    }

    private void object(String prefix, JsonParser json, Map<String, String> members) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String path = prefix.isEmpty() ? json.currentName() : prefix + json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.START_OBJECT && leadsFurther(path)) {
                object(path + ".", json, members);
            } else if (value.isStructStart()) {
                json.skipChildren();
            } else if (value != JsonToken.VALUE_NULL && paths.contains(path)) {
                members.put(path, whole(Event.cut(json.getText())));
            }
        }
    }

    private boolean leadsFurther(String path) {
        for (String wanted : paths) {
            if (wanted.length() > path.length() && wanted.startsWith(path) && wanted.charAt(path.length()) == '.') {
                return true;
            }
        }
        return false;
    }

    /** A text may hold half a character, which no label can: it becomes a question mark. */
    private static String whole(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
