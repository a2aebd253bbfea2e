package dev.monitoring.alerts.notify.webhook;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.notify.http.JsonBody;
import dev.monitoring.alerts.notify.http.MessageNotifier;
import dev.monitoring.alerts.template.NotificationData;
import dev.monitoring.alerts.template.TemplateException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Alertmanager's payload of version 4, with its names, order and values. Immutable. */
final class WebhookMessage implements MessageNotifier.Message {
    private final int maxAlerts;

    /** @param maxAlerts how many alerts a payload may have; 0 where that does not matter */
    WebhookMessage(int maxAlerts) {
        this.maxAlerts = maxAlerts;
    }

    @Override
    public byte[] of(Notification notification) throws TemplateException {
        NotificationData data = notification.data();
        int count = data.alerts().size();
        int shown = maxAlerts == 0 ? count : Math.min(maxAlerts, count);
        return JsonBody.of(json -> {
            json.writeStringField("receiver", data.receiver());
            json.writeStringField("status", data.status());
            alerts(json, data.alerts().subList(0, shown));
            texts(json, "groupLabels", data.groupLabels());
            texts(json, "commonLabels", data.commonLabels());
            texts(json, "commonAnnotations", data.commonAnnotations());
            json.writeStringField("externalURL", data.externalUrl());
            json.writeStringField("version", "4");
            json.writeStringField("groupKey", notification.groupKey());
            json.writeNumberField("truncatedAlerts", count - shown);
        });
    }

    private static void alerts(JsonGenerator json, List<NotificationData.Alert> alerts) throws IOException {
        json.writeArrayFieldStart("alerts");
        for (NotificationData.Alert alert : alerts) {
            json.writeStartObject();
            json.writeStringField("status", alert.status());
            texts(json, "labels", alert.labels());
            texts(json, "annotations", alert.annotations());
            json.writeStringField("startsAt", GoTime.of(alert.startsAt()));
            json.writeStringField("endsAt", GoTime.of(alert.endsAt()));
            json.writeStringField("generatorURL", alert.generatorUrl());
            json.writeStringField("fingerprint", alert.fingerprint());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void texts(JsonGenerator json, String name, Map<String, String> texts) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, String> text : new TreeMap<>(texts).entrySet()) {
            json.writeStringField(text.getKey(), text.getValue());
        }
        json.writeEndObject();
    }
}
