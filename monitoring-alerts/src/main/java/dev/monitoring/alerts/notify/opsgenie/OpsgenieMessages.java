package dev.monitoring.alerts.notify.opsgenie;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.notify.http.ChannelReader;
import dev.monitoring.alerts.notify.http.JsonBody;
import dev.monitoring.alerts.notify.http.Markup;
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
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The bodies of Opsgenie's requests, with the lengths that it takes. Immutable. */
final class OpsgenieMessages {
    private static final int MAX_MESSAGE = 130;
    private static final int MAX_DESCRIPTION = 15_000;
    private static final int MAX_SOURCE = 100;
    private static final int MAX_TAG = 50;
    private static final int MAX_DETAIL = 8_000;
    private static final int MAX_NOTE = 25_000;
    private static final int MAX_ENTITY = 512;

    private static final String DESCRIPTION = "description";
    private static final String MESSAGE = "message";
    private static final String TYPE = "type";
    private static final String TEAMS = "teams";

    private static final List<String> TYPES = List.of("team", TEAMS, "user", "escalation", "schedule");
    /** The keys that say who a responder is. */
    private static final List<String> WHO = List.of("id", "name", "username");

    private final Clock clock;
    private final MessageText message;
    private final MessageText description;
    private final MessageText source;
    private final MessageText tags;
    private final MessageText note;
    private final MessageText priority;
    private final MessageText entity;
    private final MessageText actions;
    private final Map<String, MessageText> details;
    private final List<Map<String, MessageText>> responders = new ArrayList<>();

    OpsgenieMessages(ChannelReader reader, Clock clock) {
        this.clock = clock;
        message = reader.text(MESSAGE, "{{ template \"opsgenie.default.message\" . }}");
        description = reader.text(DESCRIPTION, "{{ template \"opsgenie.default.description\" . }}");
        source = reader.text("source", "{{ template \"opsgenie.default.source\" . }}");
        tags = reader.text("tags", "");
        note = reader.text("note", "");
        priority = reader.text("priority", "");
        entity = reader.text("entity", "");
        actions = reader.text("actions", "");
        details = reader.texts("details");
        for (YamlValue item : reader.settings().items("responders")) {
            item.map().ifPresent(map -> responders.add(responder(reader, map)));
        }
    }

    private static Map<String, MessageText> responder(ChannelReader reader, YamlMap map) {
        Map<String, MessageText> responder = new LinkedHashMap<>();
        for (String key : WHO) {
            map.get(key).ifPresent(value -> responder.put(key, reader.text(value, key)));
        }
        if (responder.isEmpty()) {
            map.fault("a responder has none of \"id\", \"name\" and \"username\"; add one of them");
        }
        map.requiredText(TYPE, "type: team");
        map.parsed(TYPE, OpsgenieMessages::type);
        map.get(TYPE).ifPresent(value -> responder.put(TYPE, reader.text(value, TYPE)));
        map.refuseOthers("a responder");
        return responder;
    }

    private static String type(String text) {
        if (!text.contains("{{") && !TYPES.contains(text.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no type of responder; use one of " + String.join(", ", TYPES));
        }
        return text;
    }

    byte[] create(Notification notification) throws TemplateException {
        Rendering texts = rendering(notification);
        return JsonBody.of(json -> {
            json.writeStringField("alias", notification.deduplicationKey());
            json.writeStringField(MESSAGE, shortened(texts, message, MAX_MESSAGE));
            JsonBody.optional(json, DESCRIPTION, shortened(texts, description, MAX_DESCRIPTION));
            details(json, notification, texts);
            JsonBody.optional(json, "source", shortened(texts, source, MAX_SOURCE));
            responders(json, texts);
            list(json, "tags", shortened(texts, tags, MAX_DETAIL));
            JsonBody.optional(json, "note", shortened(texts, note, MAX_NOTE));
            JsonBody.optional(json, "priority", texts.plain(priority));
            JsonBody.optional(json, "entity", shortened(texts, entity, MAX_ENTITY));
            list(json, "actions", shortened(texts, actions, MAX_DETAIL));
        });
    }

    byte[] close(Notification notification) throws TemplateException {
        String where = shortened(rendering(notification), source, MAX_SOURCE);
        return JsonBody.of(json -> json.writeStringField("source", where));
    }

    byte[] message(Notification notification) throws TemplateException {
        String text = shortened(rendering(notification), message, MAX_MESSAGE);
        return JsonBody.of(json -> json.writeStringField(MESSAGE, text));
    }

    byte[] description(Notification notification) throws TemplateException {
        String text = shortened(rendering(notification), description, MAX_DESCRIPTION);
        return JsonBody.of(json -> json.writeStringField(DESCRIPTION, text));
    }

    /** Opsgenie shows texts as they are. */
    private Rendering rendering(Notification notification) {
        return Rendering.of(notification, clock, Markup::plain);
    }

    private static String shortened(Rendering texts, MessageText text, int max) throws TemplateException {
        return Shortening.toCodePoints(texts.text(text), max);
    }

    /** The labels that all alerts share, and what the user adds. */
    private void details(JsonGenerator json, Notification notification, Rendering texts)
            throws IOException, TemplateException {
        Map<String, String> all = new TreeMap<>();
        notification.data().commonLabels().forEach((name, value) -> all.put(name, Markup.plain(value)));
        for (Map.Entry<String, MessageText> detail : details.entrySet()) {
            all.put(detail.getKey(), texts.text(detail.getValue()));
        }
        json.writeObjectFieldStart("details");
        for (Map.Entry<String, String> detail : all.entrySet()) {
            json.writeStringField(detail.getKey(), Shortening.toCodePoints(detail.getValue(), MAX_DETAIL));
        }
        json.writeEndObject();
    }

    private void responders(JsonGenerator json, Rendering texts) throws IOException, TemplateException {
        List<Map<String, String>> known = new ArrayList<>();
        for (Map<String, MessageText> responder : responders) {
            Map<String, String> rendered = new LinkedHashMap<>();
            for (Map.Entry<String, MessageText> part : responder.entrySet()) {
                String text = texts.plain(part.getValue()).strip();
                if (!text.isEmpty()) {
                    rendered.put(part.getKey(), part.getKey().equals(TYPE) ? text.toLowerCase(Locale.ROOT) : text);
                }
            }
            if (TEAMS.equals(rendered.get(TYPE))) {
                teams(rendered, known);
            } else if (WHO.stream().anyMatch(rendered::containsKey)) {
                known.add(rendered);
            }
        }
        if (known.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("responders");
        for (Map<String, String> responder : known) {
            json.writeStartObject();
            for (Map.Entry<String, String> part : responder.entrySet()) {
                json.writeStringField(part.getKey(), part.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Alertmanager's own type: each name between commas is a team; Opsgenie does not know it. */
    private static void teams(Map<String, String> responder, List<Map<String, String>> known) {
        for (String name : responder.getOrDefault("name", "").split(",")) {
            if (!name.isBlank()) {
                Map<String, String> team = new LinkedHashMap<>();
                team.put("name", name.strip());
                team.put(TYPE, "team");
                known.add(team);
            }
        }
    }

    /** What stands between commas. */
    private static void list(JsonGenerator json, String name, String text) throws IOException {
        List<String> items = new ArrayList<>();
        for (String item : text.split(",")) {
            if (!item.isBlank()) {
                items.add(Shortening.toCodePoints(item.strip(), MAX_TAG));
            }
        }
        if (items.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart(name);
        for (String item : items) {
            json.writeString(item);
        }
        json.writeEndArray();
    }
}
