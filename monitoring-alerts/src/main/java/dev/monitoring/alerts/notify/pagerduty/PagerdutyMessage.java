package dev.monitoring.alerts.notify.pagerduty;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.notify.http.ChannelReader;
import dev.monitoring.alerts.notify.http.JsonBody;
import dev.monitoring.alerts.notify.http.Markup;
import dev.monitoring.alerts.notify.http.MessageNotifier;
import dev.monitoring.alerts.notify.http.MessageText;
import dev.monitoring.alerts.notify.http.Rendering;
import dev.monitoring.alerts.notify.http.Shortening;
import dev.monitoring.alerts.template.TemplateException;
import dev.monitoring.alerts.yaml.YamlMap;
import dev.monitoring.alerts.yaml.YamlValue;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An event of version 2. Immutable. PagerDuty shows its texts as they are.
 *
 * @see <a href="https://developer.pagerduty.com/docs/send-alert-event">Send an alert event</a>
 */
final class PagerdutyMessage implements MessageNotifier.Message {
    private static final int MAX_SUMMARY = 1024;
    private static final int MAX_EVENT_BYTES = 512_000;
    private static final String NO_DETAILS = "The details were left out: with them the event has more than 512 KB";

    private static final String HREF = "href";
    private static final String SOURCE = "source";

    /** What custom details have unless the user gives them another text. */
    private static final Map<String, String> DETAILS = Map.of(
            "firing", "{{ template \"pagerduty.default.instances\" .Alerts.Firing }}",
            "resolved", "{{ template \"pagerduty.default.instances\" .Alerts.Resolved }}",
            "num_firing", "{{ .Alerts.Firing | len }}",
            "num_resolved", "{{ .Alerts.Resolved | len }}");

    private final MessageText routingKey;
    private final Clock clock;
    private final MessageText description;
    private final MessageText client;
    private final MessageText clientUrl;
    private final MessageText source;
    private final MessageText severity;
    /** Those that need not be there: class, component, group. */
    private final Map<String, MessageText> parts = new LinkedHashMap<>();

    private final Map<String, MessageText> details = new LinkedHashMap<>();
    private final List<Map<String, MessageText>> links;
    private final List<Map<String, MessageText>> images;

    PagerdutyMessage(ChannelReader reader, Clock clock) {
        routingKey = reader.requiredSecretText("routing_key");
        this.clock = clock;
        description = reader.text("description", "{{ template \"pagerduty.default.description\" . }}");
        client = reader.text("client", "{{ template \"pagerduty.default.client\" . }}");
        clientUrl = reader.text("client_url", "{{ template \"pagerduty.default.clientURL\" . }}");
        source = reader.settings().get(SOURCE).isPresent() ? reader.text(SOURCE, "") : client;
        severity = reader.text("severity", "error");
        for (String key : new String[] {"class", "component", "group"}) {
            parts.put(key, reader.text(key, ""));
        }
        DETAILS.forEach((name, text) -> details.put(name, reader.text(text)));
        details.putAll(reader.texts("details"));
        links = items(reader, "links", HREF, "text");
        images = items(reader, "images", "src", "alt", HREF);
    }

    private static List<Map<String, MessageText>> items(ChannelReader reader, String key, String... names) {
        List<Map<String, MessageText>> items = new ArrayList<>();
        for (YamlValue item : reader.settings().items(key)) {
            item.map().ifPresent(map -> items.add(item(reader, map, key, names)));
        }
        return items;
    }

    private static Map<String, MessageText> item(ChannelReader reader, YamlMap map, String key, String... names) {
        Map<String, MessageText> item = new LinkedHashMap<>();
        for (String name : names) {
            map.get(name).ifPresent(value -> item.put(name, reader.text(value, name)));
        }
        map.refuseOthers("an item of \"" + key + "\"");
        return item;
    }

    @Override
    public byte[] of(Notification notification) throws TemplateException {
        byte[] event = event(notification, true);
        return event.length <= MAX_EVENT_BYTES ? event : event(notification, false);
    }

    private byte[] event(Notification notification, boolean detailed) throws TemplateException {
        Rendering texts = Rendering.of(notification, clock, Markup::plain);
        return JsonBody.of(json -> {
            json.writeStringField("routing_key", texts.plain(routingKey).strip());
            json.writeStringField("dedup_key", notification.deduplicationKey());
            json.writeStringField("event_action", notification.isResolved() ? "resolve" : "trigger");
            json.writeObjectFieldStart("payload");
            json.writeStringField("summary", shortened(texts, description));
            json.writeStringField(SOURCE, shortened(texts, source));
            json.writeStringField("severity", texts.plain(severity));
            for (Map.Entry<String, MessageText> part : parts.entrySet()) {
                JsonBody.optional(json, part.getKey(), shortened(texts, part.getValue()));
            }
            json.writeObjectFieldStart("custom_details");
            if (detailed) {
                for (Map.Entry<String, MessageText> detail : details.entrySet()) {
                    json.writeStringField(detail.getKey(), texts.text(detail.getValue()));
                }
            } else {
                json.writeStringField("error", NO_DETAILS);
            }
            json.writeEndObject();
            json.writeEndObject();
            JsonBody.optional(json, "client", shortened(texts, client));
            JsonBody.optional(json, "client_url", texts.plain(clientUrl));
            items(json, texts, "images", "src", images);
            items(json, texts, "links", HREF, links);
        });
    }

    private static String shortened(Rendering texts, MessageText text) throws TemplateException {
        return Shortening.toCodePoints(texts.text(text), MAX_SUMMARY);
    }

    /** Those whose address is there, as PagerDuty wants it. */
    private static void items(
            JsonGenerator json, Rendering texts, String key, String address, List<Map<String, MessageText>> items)
            throws IOException, TemplateException {
        List<Map<String, String>> complete = new ArrayList<>();
        for (Map<String, MessageText> item : items) {
            Map<String, String> rendered = new LinkedHashMap<>();
            for (Map.Entry<String, MessageText> part : item.entrySet()) {
                rendered.put(part.getKey(), texts.plain(part.getValue()));
            }
            if (!rendered.getOrDefault(address, "").isEmpty()) {
                complete.add(rendered);
            }
        }
        if (complete.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart(key);
        for (Map<String, String> item : complete) {
            json.writeStartObject();
            for (Map.Entry<String, String> part : item.entrySet()) {
                JsonBody.optional(json, part.getKey(), part.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
