package dev.monitoring.alerts.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.monitoring.alerts.matcher.LabelMatcher;
import dev.monitoring.alerts.mute.Silence;
import dev.monitoring.alerts.notify.KnownAlert;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.model.Labels;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * Alerts and silences as Alertmanager's API writes them, its fields in its order. Stateless.
 *
 * @see <a href="https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml">API v2</a>
 */
final class AlertmanagerJson {
    private static final JsonFactory JSON = new JsonFactory();

    private AlertmanagerJson() {}

    /** Writes one value. */
    @FunctionalInterface
    interface Value {
        void write(JsonGenerator json) throws IOException;
    }

    /** Answers with a value, written straight to the connection. */
    static HttpResponse answer(Value value) {
        return HttpResponse.streamed(200, HttpResponse.JSON, out -> {
            try (JsonGenerator json = JSON.createGenerator(out)) {
                value.write(json);
            }
        });
    }

    /**
     * Writes an alert.
     *
     * @param receivers the names of those who are told of it
     * @param mutedBy the names of time intervals that keep its group quiet
     */
    static void alert(
            JsonGenerator json,
            KnownAlert known,
            Collection<String> receivers,
            AlertStanding standing,
            List<String> mutedBy)
            throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("annotations");
        for (var annotation : new TreeMap<>(known.alert().annotations()).entrySet()) {
            json.writeStringField(annotation.getKey(), annotation.getValue());
        }
        json.writeEndObject();
        json.writeStringField("endsAt", ApiTime.text(known.endsAtMillis()));
        json.writeStringField("fingerprint", known.fingerprint());
        json.writeArrayFieldStart("receivers");
        for (String receiver : receivers) {
            receiver(json, receiver);
        }
        json.writeEndArray();
        json.writeStringField("startsAt", ApiTime.text(known.startsAtMillis()));
        json.writeObjectFieldStart("status");
        texts(json, "inhibitedBy", standing.inhibitedBy());
        texts(json, "mutedBy", mutedBy);
        texts(json, "silencedBy", standing.silencedBy());
        json.writeStringField("state", standing.isActive() && mutedBy.isEmpty() ? "active" : "suppressed");
        json.writeEndObject();
        json.writeStringField("updatedAt", ApiTime.text(known.updatedAtMillis()));
        if (!known.generatorUrl().isEmpty()) {
            json.writeStringField("generatorURL", known.generatorUrl());
        }
        json.writeFieldName("labels");
        labels(json, known.labels());
        json.writeEndObject();
    }

    static void receiver(JsonGenerator json, String name) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeEndObject();
    }

    static void labels(JsonGenerator json, Labels labels) throws IOException {
        json.writeStartObject();
        for (Labels.Label label : labels) {
            json.writeStringField(label.name(), label.value());
        }
        json.writeEndObject();
    }

    private static void texts(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    static void silence(JsonGenerator json, Silence silence, long nowMillis) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", silence.id());
        json.writeObjectFieldStart("status");
        json.writeStringField("state", silence.state(nowMillis).name().toLowerCase(Locale.ROOT));
        json.writeEndObject();
        json.writeStringField("updatedAt", ApiTime.text(silence.updatedAtMillis()));
        json.writeStringField("comment", silence.comment());
        json.writeStringField("createdBy", silence.createdBy());
        json.writeStringField("endsAt", ApiTime.text(silence.endsAtMillis()));
        json.writeArrayFieldStart("matchers");
        for (LabelMatcher matcher : silence.matchers().list()) {
            json.writeStartObject();
            json.writeBooleanField("isEqual", !matcher.operator().isNegative());
            json.writeBooleanField("isRegex", matcher.operator().isRegex());
            json.writeStringField("name", matcher.name());
            json.writeStringField("value", matcher.value());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeStringField("startsAt", ApiTime.text(silence.startsAtMillis()));
        json.writeEndObject();
    }
}
