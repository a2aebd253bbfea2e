package dev.monitoring.alerts.notify.slack;

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
import java.util.Optional;

/**
 * A message with one attachment. Immutable.
 *
 * @see <a href="https://api.slack.com/reference/messaging/attachments">Secondary message attachments</a>
 */
final class SlackMessage implements MessageNotifier.Message {
    private static final int MAX_TITLE = 1024;
    /** Slack cuts longer texts off without a word. */
    private static final int MAX_TEXT = 8000;

    private static final String TITLE = "title";
    private static final String TEXT = "text";
    private static final String VALUE = "value";

    /** Parts of the message as such, by their names in it. */
    private static final Map<String, String> OUTER = ordered(
            "channel", "",
            "username", "{{ template \"slack.default.username\" . }}",
            "icon_emoji", "{{ template \"slack.default.iconemoji\" . }}",
            "icon_url", "{{ template \"slack.default.iconurl\" . }}");
    /** Parts of the attachment that people read. */
    private static final Map<String, String> READ = ordered(
            TITLE,
            "{{ template \"slack.default.title\" . }}",
            "pretext",
            "{{ template \"slack.default.pretext\" . }}",
            TEXT,
            "{{ template \"slack.default.text\" . }}",
            "fallback",
            "{{ template \"slack.default.fallback\" . }}",
            "footer",
            "{{ template \"slack.default.footer\" . }}");
    /** Its other parts. */
    private static final Map<String, String> UNREAD = ordered(
            "title_link", "{{ template \"slack.default.titlelink\" . }}",
            "callback_id", "{{ template \"slack.default.callbackid\" . }}",
            "image_url", "",
            "thumb_url", "",
            "color", "{{ template \"slack.default.color\" . }}");

    private record Field(MessageText title, MessageText value, boolean isShort) {}

    /**
     * A button.
     *
     * @param parts its parts that are texts, by their names
     * @param confirm what is asked before it does anything; empty where nothing is
     */
    private record Action(Map<String, MessageText> parts, Map<String, MessageText> confirm) {}

    private final Clock clock;
    private final Map<String, MessageText> outer = new LinkedHashMap<>();
    private final Map<String, MessageText> read = new LinkedHashMap<>();
    private final Map<String, MessageText> unread = new LinkedHashMap<>();
    private final List<Field> fields = new ArrayList<>();
    private final List<Action> actions = new ArrayList<>();
    private final List<String> markdownIn;
    private final boolean linkNames;

    private SlackMessage(ChannelReader reader, Clock clock) {
        this.clock = clock;
        OUTER.forEach((key, fallback) -> outer.put(key, reader.text(key, fallback)));
        READ.forEach((key, fallback) -> read.put(key, reader.text(key, fallback)));
        UNREAD.forEach((key, fallback) -> unread.put(key, reader.text(key, fallback)));
        YamlMap settings = reader.settings();
        boolean shortFields = settings.flag("short_fields").orElse(false);
        for (YamlValue item : settings.items("fields")) {
            item.map().ifPresent(field -> fields.add(field(reader, field, shortFields)));
        }
        for (YamlValue item : settings.items("actions")) {
            item.map().ifPresent(action -> actions.add(action(reader, action)));
        }
        markdownIn = settings.get("mrkdwn_in").isPresent()
                ? settings.texts("mrkdwn_in")
                : List.of("fallback", "pretext", TEXT);
        linkNames = settings.flag("link_names").orElse(false);
    }

    static SlackMessage read(ChannelReader reader, Clock clock) {
        return new SlackMessage(reader, clock);
    }

    private static Field field(ChannelReader reader, YamlMap map, boolean shortFields) {
        Field field = new Field(
                required(reader, map, TITLE),
                required(reader, map, VALUE),
                map.flag("short").orElse(shortFields));
        map.refuseOthers("a field");
        return field;
    }

    private static Action action(ChannelReader reader, YamlMap map) {
        Map<String, MessageText> parts = new LinkedHashMap<>();
        parts.put("type", required(reader, map, "type"));
        parts.put(TEXT, required(reader, map, TEXT));
        optional(reader, map, parts, "url", "style", "name", VALUE);
        Map<String, MessageText> confirm = new LinkedHashMap<>();
        Optional<YamlMap> asked = map.map("confirm");
        asked.ifPresent(question -> {
            confirm.put(TEXT, required(reader, question, TEXT));
            optional(reader, question, confirm, TITLE, "ok_text", "dismiss_text");
            question.refuseOthers("\"confirm\"");
        });
        if (!parts.containsKey("url") && !parts.containsKey("name")) {
            map.fault("an action has neither \"url\" nor \"name\"; add the one that is to be opened or called");
        }
        map.refuseOthers("an action");
        return new Action(parts, confirm);
    }

    private static MessageText required(ChannelReader reader, YamlMap map, String key) {
        map.requiredText(key, key + ": Runbook");
        return map.get(key).map(value -> reader.text(value, key)).orElseGet(() -> reader.text(""));
    }

    private static void optional(ChannelReader reader, YamlMap map, Map<String, MessageText> parts, String... keys) {
        for (String key : keys) {
            map.get(key).ifPresent(value -> parts.put(key, reader.text(value, key)));
        }
    }

    @Override
    public byte[] of(Notification notification) throws TemplateException {
        Rendering texts = Rendering.of(notification, clock, Markup::slack);
        return JsonBody.of(json -> {
            for (Map.Entry<String, MessageText> part : outer.entrySet()) {
                JsonBody.optional(json, part.getKey(), texts.plain(part.getValue()));
            }
            if (linkNames) {
                json.writeBooleanField("link_names", true);
            }
            json.writeArrayFieldStart("attachments");
            json.writeStartObject();
            attachment(json, texts);
            json.writeEndObject();
            json.writeEndArray();
        });
    }

    private void attachment(JsonGenerator json, Rendering texts) throws IOException, TemplateException {
        for (Map.Entry<String, MessageText> part : read.entrySet()) {
            String name = part.getKey();
            String text =
                    Shortening.toCodePoints(texts.text(part.getValue()), name.equals(TITLE) ? MAX_TITLE : MAX_TEXT);
            if (!text.isEmpty() || name.equals(TEXT) || name.equals("fallback")) {
                json.writeStringField(name, text);
            }
        }
        for (Map.Entry<String, MessageText> part : unread.entrySet()) {
            JsonBody.optional(json, part.getKey(), texts.plain(part.getValue()));
        }
        if (!fields.isEmpty()) {
            json.writeArrayFieldStart("fields");
            for (Field field : fields) {
                json.writeStartObject();
                json.writeStringField(TITLE, Shortening.toCodePoints(texts.text(field.title()), MAX_TITLE));
                json.writeStringField(VALUE, Shortening.toCodePoints(texts.text(field.value()), MAX_TEXT));
                json.writeBooleanField("short", field.isShort());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        if (!actions.isEmpty()) {
            json.writeArrayFieldStart("actions");
            for (Action action : actions) {
                json.writeStartObject();
                parts(json, texts, action.parts());
                if (!action.confirm().isEmpty()) {
                    json.writeObjectFieldStart("confirm");
                    parts(json, texts, action.confirm());
                    json.writeEndObject();
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeArrayFieldStart("mrkdwn_in");
        for (String part : markdownIn) {
            json.writeString(part);
        }
        json.writeEndArray();
    }

    private static void parts(JsonGenerator json, Rendering texts, Map<String, MessageText> parts)
            throws IOException, TemplateException {
        for (Map.Entry<String, MessageText> part : parts.entrySet()) {
            boolean read = part.getKey().endsWith(TEXT) || part.getKey().equals(TITLE);
            JsonBody.optional(json, part.getKey(), read ? texts.text(part.getValue()) : texts.plain(part.getValue()));
        }
    }

    private static Map<String, String> ordered(String... keysAndDefaults) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndDefaults.length; i += 2) {
            map.put(keysAndDefaults[i], keysAndDefaults[i + 1]);
        }
        return map;
    }
}
