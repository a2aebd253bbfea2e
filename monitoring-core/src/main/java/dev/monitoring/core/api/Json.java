package dev.monitoring.core.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.model.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** Writes the JSON of answers. Thread-safe. */
final class Json {
    /** Without the pool that would leave a thread local on the host's threads. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .build();

    /** Up to here every whole number is a double of its own. */
    private static final double LARGEST_EXACT = 1L << 53;

    private Json() {}

    /** Writes one document. */
    @FunctionalInterface
    interface Document {
        void write(JsonGenerator json) throws IOException;
    }

    static HttpResponse answer(int status, Document document) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(4_096);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            document.write(json);
            json.writeRaw('\n');
        }
        return HttpResponse.of(status, HttpResponse.JSON, out.toByteArray());
    }

    /** A number, whole ones without fraction; null for what JSON cannot say. */
    static void number(JsonGenerator json, String name, double value) throws IOException {
        json.writeFieldName(name);
        if (!Double.isFinite(value)) {
            json.writeNull();
        } else if (value == Math.rint(value) && Math.abs(value) <= LARGEST_EXACT) {
            json.writeNumber((long) value);
        } else {
            json.writeNumber(value);
        }
    }

    /** Labels as an object. */
    static void labels(JsonGenerator json, String name, Labels labels) throws IOException {
        json.writeObjectFieldStart(name);
        for (Labels.Label label : labels) {
            json.writeStringField(label.name(), label.value());
        }
        json.writeEndObject();
    }

    /** A text, or null. */
    static void text(JsonGenerator json, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get());
        } else {
            json.writeNullField(name);
        }
    }

    /** A moment in ISO 8601 and UTC, or null. */
    static void time(JsonGenerator json, String name, Optional<Instant> value) throws IOException {
        text(json, name, value.map(Instant::toString));
    }
}
