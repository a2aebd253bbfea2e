package dev.monitoring.alerts.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.monitoring.core.http.HttpRequest;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.model.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** How times, numbers and answers are written in JSON, and how times are read. Stateless. */
final class ApiText {
    private static final JsonFactory JSON = new JsonFactory();
    private static final BigDecimal MILLIS = BigDecimal.valueOf(1_000);

    private ApiText() {}

    /** Writes the value of {@code data}. */
    @FunctionalInterface
    interface Data {
        void write(JsonGenerator json) throws IOException;
    }

    static HttpResponse success(Data data) {
        return HttpResponse.json(json(out -> {
            out.writeStringField("status", "success");
            out.writeFieldName("data");
            data.write(out);
        }));
    }

    /** What Prometheus answers to a wrong parameter. */
    static HttpResponse badData(String message) {
        return error(400, "bad_data", message);
    }

    static HttpResponse error(int status, String type, String message) {
        byte[] body = json(out -> {
            out.writeStringField("status", "error");
            out.writeStringField("errorType", type);
            out.writeStringField("error", message);
        });
        return HttpResponse.of(status, HttpResponse.JSON, body);
    }

    private static byte[] json(Data fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory fails", e);
        }
        return out.toByteArray();
    }

    /**
     * A time, in RFC 3339 or in unix seconds.
     *
     * @return epoch milliseconds; empty where the parameter is not given
     */
    static OptionalLong time(HttpRequest request, String name) throws BadParameterException {
        String text = request.parameter(name).orElse("").strip();
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(OffsetDateTime.parse(text).toInstant().toEpochMilli());
        } catch (DateTimeParseException notRfc3339) {
            try {
                return OptionalLong.of(
                        new BigDecimal(text).multiply(MILLIS).toBigInteger().longValueExact());
            } catch (ArithmeticException | NumberFormatException e) {
                throw new BadParameterException(
                        name, "\"" + text + "\" is no time; use 2026-01-31T14:03:10Z, or seconds since 1970-01-01");
            }
        }
    }

    static void time(JsonGenerator json, String field, long millis) throws IOException {
        json.writeStringField(field, Instant.ofEpochMilli(millis).toString());
    }

    static void time(JsonGenerator json, String field, OptionalLong millis) throws IOException {
        if (millis.isPresent()) {
            time(json, field, millis.getAsLong());
        }
    }

    /** A number as a text, as in all of this API, because JSON has neither infinities nor NaN. */
    static void number(JsonGenerator json, String field, double value) throws IOException {
        json.writeStringField(field, AlertValue.text(value));
    }

    static void number(JsonGenerator json, String field, OptionalDouble value) throws IOException {
        if (value.isPresent()) {
            number(json, field, value.getAsDouble());
        }
    }

    static void labels(JsonGenerator json, String field, Labels labels) throws IOException {
        json.writeObjectFieldStart(field);
        for (Labels.Label label : labels) {
            json.writeStringField(label.name(), label.value());
        }
        json.writeEndObject();
    }
}
