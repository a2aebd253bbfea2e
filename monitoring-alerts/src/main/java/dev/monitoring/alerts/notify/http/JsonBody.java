package dev.monitoring.alerts.notify.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.monitoring.alerts.template.TemplateException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON as Go writes it, byte for byte: that is what receivers of Alertmanager's messages know. Stateless. */
public final class JsonBody {
    private static final JsonFactory JSON = factory();

    private JsonBody() {}

    /** Writes the content of an object. */
    @FunctionalInterface
    public interface Content {
        void write(JsonGenerator json) throws IOException, TemplateException;
    }

    private static JsonFactory factory() {
        JsonFactory factory = new JsonFactory();
        factory.setCharacterEscapes(new GoEscapes());
        return factory;
    }

    /**
     * An object on a line.
     *
     * @throws TemplateException if the content does
     */
    public static byte[] of(Content content) throws TemplateException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            content.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a StringWriter has none
        }
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Writes a field, unless it would be empty. */
    public static void optional(JsonGenerator json, String name, String value) throws IOException {
        if (!value.isEmpty()) {
            json.writeStringField(name, value);
        }
    }

    /** Writes a field that may not be there. */
    public static void optional(JsonGenerator json, String name, Optional<Boolean> value) throws IOException {
        if (value.isPresent()) {
            json.writeBooleanField(name, value.get());
        }
    }

    private static final class GoEscapes extends CharacterEscapes {
        private static final long serialVersionUID = 1L;

        private final int[] ascii = standardAsciiEscapesForJSON();

        GoEscapes() {
            for (int c = 0; c < ' '; c++) {
                if (c != '\n' && c != '\r' && c != '\t') {
                    ascii[c] = ESCAPE_CUSTOM;
                }
            }
            ascii['<'] = ESCAPE_CUSTOM;
            ascii['>'] = ESCAPE_CUSTOM;
            ascii['&'] = ESCAPE_CUSTOM;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return ascii.clone();
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int c) {
            boolean custom = c < 128 ? ascii[c] == ESCAPE_CUSTOM : c == 0x2028 || c == 0x2029;
            return custom ? new SerializedString(String.format("\\u%04x", c)) : null;
        }
    }
}
