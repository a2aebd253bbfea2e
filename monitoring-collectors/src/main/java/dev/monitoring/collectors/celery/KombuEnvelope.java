package dev.monitoring.collectors.celery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A message as kombu wraps it for brokers that have no properties, such as Redis: an object with the body as text, in base64
 * as a rule. Immutable.
 *
 * @param contentType {@code application/json}, or that of another serializer
 */
record KombuEnvelope(String contentType, byte[] body) {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(8 << 20)
                    .maxStringLength(8 << 20)
                    .maxNestingDepth(16)
                    .maxNameLength(1_000)
                    .build())
            .build();

    /** @throws IOException if it is no such object */
    static KombuEnvelope read(byte[] message) throws IOException {
        byte[] raw = null;
        byte[] decoded = null;
        String contentType = "";
        try (JsonParser json = JSON.createParser(message)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("a message is no object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken token = json.nextToken();
                if (field.equals("body") && token == JsonToken.VALUE_STRING) {
                    String text = json.getText();
                    raw = text.getBytes(StandardCharsets.UTF_8);
                    decoded = base64(text);
                } else if (field.equals("content-type") && token == JsonToken.VALUE_STRING) {
                    contentType = json.getText();
                } else {
                    json.skipChildren();
                }
            }
            if (json.currentToken() != JsonToken.END_OBJECT) {
                throw new IOException("a message has no end");
            }
        }
        if (raw == null) {
            throw new IOException("a message has no body");
        }
        // No JSON object or array is base64 too, so that the field body_encoding need not be looked for.
        return new KombuEnvelope(contentType, decoded == null ? raw : decoded);
    }

    private static byte @Nullable [] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
