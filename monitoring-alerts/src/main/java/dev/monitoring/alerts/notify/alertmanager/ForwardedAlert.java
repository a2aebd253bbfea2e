package dev.monitoring.alerts.notify.alertmanager;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.monitoring.core.model.Labels;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * An alert as it is sent: its labels, and all of it as JSON. Immutable.
 *
 * @param labels whom Alertmanager takes it for
 * @param json an element of the list that {@code POST /api/v2/alerts} takes
 */
record ForwardedAlert(Labels labels, byte[] json) {
    private static final JsonFactory JSON = new JsonFactory();

    /**
     * An alert.
     *
     * @param endsAtMillis when it is over, or counts as over if nobody says otherwise until then, in epoch milliseconds
     */
    static ForwardedAlert of(
            Labels labels,
            Map<String, String> annotations,
            long startsAtMillis,
            long endsAtMillis,
            String generatorUrl) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            Map<String, String> byName = new TreeMap<>();
            labels.forEach(byName::put);
            texts(json, "labels", byName);
            texts(json, "annotations", annotations);
            json.writeStringField(
                    "startsAt", Instant.ofEpochMilli(startsAtMillis).toString());
            json.writeStringField("endsAt", Instant.ofEpochMilli(endsAtMillis).toString());
            if (!generatorUrl.isEmpty()) {
                json.writeStringField("generatorURL", generatorUrl);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("a text takes all that is written", e);
        }
        return new ForwardedAlert(labels, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Texts by name; Alertmanager takes an empty one for none. */
    private static void texts(JsonGenerator json, String field, Map<String, String> texts) throws IOException {
        json.writeObjectFieldStart(field);
        for (Map.Entry<String, String> text : texts.entrySet()) {
            if (!text.getValue().isEmpty()) {
                json.writeStringField(text.getKey(), text.getValue());
            }
        }
        json.writeEndObject();
    }
}
