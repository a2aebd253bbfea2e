package dev.monitoring.collectors.rabbitmq;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A JSON object as one table: {@code message_stats.publish} and {@code applications.3.name} name what is further in. Truth
 * is 1 and falsehood 0; null is not there. Confined to one thread.
 */
final class FlatJson {
    private static final int MAX_ENTRIES = 5_000;

    private final Map<String, Double> numbers = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();

    /**
     * Reads an object, whose start the parser is at, in place of what was read before.
     *
     * @throws IOException if it is none, or has too much in it
     */
    FlatJson read(JsonParser json) throws IOException {
        numbers.clear();
        texts.clear();
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw new IOException("where an object is due there is none");
        }
        members("", json);
        return this;
    }

    private void members(String prefix, JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = prefix + json.currentName();
            json.nextToken();
            value(name, json);
        }
    }

    private void value(String name, JsonParser json) throws IOException {
        if (numbers.size() + texts.size() >= MAX_ENTRIES) {
            throw new IOException("an object has more than " + MAX_ENTRIES + " entries");
        }
        switch (json.currentToken()) {
            case START_OBJECT -> members(name + ".", json);
            case START_ARRAY -> {
                for (int i = 0; json.nextToken() != JsonToken.END_ARRAY; i++) {
                    value(name + "." + i, json);
                }
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> numbers.put(name, json.getDoubleValue());
            case VALUE_TRUE -> numbers.put(name, 1.0);
            case VALUE_FALSE -> numbers.put(name, 0.0);
            // A name may hold half a character, which no label can: it becomes a question mark.
            case VALUE_STRING ->
                texts.put(name, new String(json.getText().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
            default -> {
                // null: there is nothing to say of it
            }
        }
    }

    boolean has(String name) {
        return numbers.containsKey(name);
    }

    /** A number; not a number where there is none. */
    double number(String name) {
        return numbers.getOrDefault(name, Double.NaN);
    }

    double number(String name, double otherwise) {
        return numbers.getOrDefault(name, otherwise);
    }

    /** A text; the empty one where there is none. */
    String text(String name) {
        return texts.getOrDefault(name, "");
    }
}
