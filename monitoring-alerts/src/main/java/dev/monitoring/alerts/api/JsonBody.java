package dev.monitoring.alerts.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.monitoring.core.http.HttpRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The JSON that a request brought, read from the front to the end, as Go reads it: {@code null} counts as what is not said, and
 * fields that nobody knows are skipped. Confined to the handling thread.
 */
final class JsonBody implements AutoCloseable {
    private static final String JSON = "application/json";

    /** Deeper and longer than anything that is meant to come. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(32)
                    .maxStringLength(2 << 20)
                    .maxNameLength(64 << 10)
                    .maxNumberLength(100)
                    .build())
            .build();

    private final String what;
    private final JsonParser parser;

    /** Reads the fields of an object, the parser standing on each field's value. */
    @FunctionalInterface
    interface Field {
        void read(String name) throws IOException, ApiFault;
    }

    /** Reads an element of an array, the parser standing on it. */
    @FunctionalInterface
    interface Element {
        void read(int index) throws IOException, ApiFault;
    }

    private JsonBody(String what, JsonParser parser) {
        this.what = what;
        this.parser = parser;
    }

    /** Reads a body to its end. */
    @FunctionalInterface
    interface Reading<T> {
        T read(JsonBody body) throws IOException, ApiFault;
    }

    /**
     * What a request's body says.
     *
     * @param what the body's name in messages
     * @throws ApiFault if it is not JSON, is said not to be, or not what {@code reading} expects
     */
    static <T> T read(HttpRequest request, String what, Reading<T> reading) throws IOException, ApiFault {
        try {
            return readOrFail(request, what, reading);
        } catch (ApiFault fault) {
            // A caller that still sends would take the answer for a broken connection.
            request.body().transferTo(OutputStream.nullOutputStream());
            throw fault;
        }
    }

    private static <T> T readOrFail(HttpRequest request, String what, Reading<T> reading) throws IOException, ApiFault {
        String type = request.header("Content-Type").orElse("");
        int parameters = type.indexOf(';');
        String bare = (parameters < 0 ? type : type.substring(0, parameters)).strip();
        if (!bare.toLowerCase(Locale.ROOT).equals(JSON)) {
            throw ApiFault.malformed(
                    415, "unsupported media type \"" + shown(bare) + "\", only [" + JSON + "] are allowed");
        }
        try (JsonBody body = new JsonBody(what, FACTORY.createParser(request.body()))) {
            if (body.parser.nextToken() == null) {
                throw ApiFault.missing(what);
            }
            return reading.read(body);
        } catch (JsonProcessingException e) {
            throw ApiFault.malformed(
                    400,
                    "parsing " + what + " body failed, because it is not JSON that can be read: "
                            + shown(e.getOriginalMessage()));
        }
    }

    private static String shown(@Nullable String text) {
        String shown = String.valueOf(text);
        return shown.length() <= 200 ? shown : shown.substring(0, 200) + "…";
    }

    /** Whether the parser stands on {@code null}. */
    boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    /** Reads all fields of the object that the parser stands on; does nothing on {@code null}. */
    void object(Field field) throws IOException, ApiFault {
        if (isNull()) {
            return;
        }
        require(JsonToken.START_OBJECT, "an object");
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = clean(parser.currentName());
            parser.nextToken();
            field.read(name);
        }
    }

    /** Reads all elements of the array that the parser stands on; does nothing on {@code null}. */
    void array(Element element) throws IOException, ApiFault {
        if (isNull()) {
            return;
        }
        require(JsonToken.START_ARRAY, "a list");
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            element.read(i);
        }
    }

    /** Whether an element is {@code null}, which lists never hold. */
    void requireElement(String field) throws ApiFault {
        if (isNull()) {
            throw ApiFault.missing(field);
        }
    }

    /** The text that the parser stands on; null where that is {@code null}. */
    @Nullable
    String text() throws IOException, ApiFault {
        if (isNull()) {
            return null;
        }
        require(JsonToken.VALUE_STRING, "a text");
        return clean(parser.getText());
    }

    @Nullable
    Boolean flag() throws ApiFault {
        if (isNull()) {
            return null;
        }
        if (!parser.currentToken().isBoolean()) {
            throw unexpected("true or false");
        }
        return parser.currentToken() == JsonToken.VALUE_TRUE;
    }

    /** Epoch milliseconds of the moment that the parser stands on; nothing where it says none. */
    OptionalLong time() throws IOException, ApiFault {
        String text = text();
        if (text == null) {
            return OptionalLong.empty();
        }
        try {
            return ApiTime.millis(text);
        } catch (DateTimeException e) {
            throw malformed("\"" + shown(text) + "\" is no moment; write it as 2024-02-29T12:00:00Z");
        }
    }

    /** Steps over the value that the parser stands on. */
    void skip() throws IOException {
        parser.skipChildren();
    }

    private void require(JsonToken token, String expected) throws ApiFault {
        if (parser.currentToken() != token) {
            throw unexpected(expected);
        }
    }

    private ApiFault unexpected(String expected) {
        return malformed("line " + parser.currentTokenLocation().getLineNr() + ", column "
                + parser.currentTokenLocation().getColumnNr() + " does not hold " + expected);
    }

    private ApiFault malformed(String reason) {
        return ApiFault.malformed(400, "parsing " + what + " body failed, because " + reason);
    }

    /** Halves of characters become the character that stands for what cannot be read, as in Go. */
    private static String clean(String text) {
        int[] codePoints = null;
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                codePoints = text.codePoints()
                        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c)
                        .toArray();
                break;
            }
        }
        return codePoints == null ? text : new String(codePoints, 0, codePoints.length);
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
