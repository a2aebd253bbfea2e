package dev.monitoring.alerts.notify.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Flattens small JSON texts of others. Stateless. */
final class JsonFields {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MAX_FIELDS = 100;
    private static final int MAX_DEPTH = 8;

    private JsonFields() {}

    /** The values by their paths, as far as the text can be read. */
    static Map<String, String> of(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                object(parser, "", 1, fields);
            }
        } catch (IOException e) {
            // It is not JSON, or cut off: what was read so far is all there is.
        }
        return fields;
    }

    private static void object(JsonParser parser, String path, int depth, Map<String, String> fields)
            throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = path + parser.currentName();
            parser.nextToken();
            value(parser, name, depth, fields);
        }
    }

    private static void value(JsonParser parser, String path, int depth, Map<String, String> fields)
            throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null || depth > MAX_DEPTH || fields.size() >= MAX_FIELDS) {
            parser.skipChildren();
        } else if (token == JsonToken.START_OBJECT) {
            object(parser, path + ".", depth + 1, fields);
        } else if (token == JsonToken.START_ARRAY) {
            for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY && parser.hasCurrentToken(); i++) {
                value(parser, path + "." + i, depth + 1, fields);
            }
        } else {
            fields.put(path, parser.getText());
        }
    }
}
