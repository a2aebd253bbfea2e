package dev.monitoring.alerts.notify.discord;

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
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message with one embed. It mentions whom the author of the templates mentions in {@code content}, and nobody whom an
 * alert does. Immutable.
 *
 * @see <a href="https://discord.com/developers/docs/resources/webhook#execute-webhook">Execute webhook</a>
 */
final class DiscordMessage implements MessageNotifier.Message {
    private static final int MAX_CONTENT = 2000;
    private static final int MAX_TITLE = 256;
    private static final int MAX_DESCRIPTION = 4096;
    private static final int MAX_MENTIONS = 100;

    /** Alertmanager's red and green. */
    private static final int FIRING = 0x992D22;

    private static final int RESOLVED = 0x2ECC71;

    private static final UnaryOperator<String> MARKDOWN = Markup.markdown("\\*_~`|[]<>@#");

    /** A user, or with the ampersand a role. */
    private static final Pattern MENTION = Pattern.compile("<@(?:!?|(&))([0-9]{1,20})>");

    private static final Pattern EVERYBODY = Pattern.compile("@(?:everyone|here)");
    /** What a value of an alert may be within a mention. */
    private static final Pattern ID = Pattern.compile("[0-9]{1,20}");

    private final Clock clock;
    private final MessageText title;
    private final MessageText message;
    private final MessageText content;
    private final MessageText username;
    private final MessageText avatar;

    DiscordMessage(ChannelReader reader, Clock clock) {
        this.clock = clock;
        title = reader.text("title", "{{ template \"discord.default.title\" . }}");
        message = reader.text("message", "{{ template \"discord.default.message\" . }}");
        content = reader.text("content", "{{ template \"discord.default.content\" . }}");
        username = reader.text("username", "");
        avatar = reader.text("avatar_url", "");
    }

    @Override
    public byte[] of(Notification notification) throws TemplateException {
        Rendering texts = Rendering.of(notification, clock, MARKDOWN);
        return JsonBody.of(json -> {
            json.writeStringField("content", Shortening.toCodePoints(texts.text(content), MAX_CONTENT));
            JsonBody.optional(json, "username", texts.plain(username));
            JsonBody.optional(json, "avatar_url", texts.plain(avatar));
            json.writeArrayFieldStart("embeds");
            json.writeStartObject();
            json.writeStringField("title", Shortening.toCodePoints(texts.text(title), MAX_TITLE));
            json.writeStringField("description", Shortening.toCodePoints(texts.text(message), MAX_DESCRIPTION));
            json.writeNumberField("color", notification.isResolved() ? RESOLVED : FIRING);
            json.writeEndObject();
            json.writeEndArray();
            json.writeObjectFieldStart("allowed_mentions");
            mentions(json, authored(notification));
            json.writeEndObject();
        });
    }

    /** What would stand in {@code content} without what alerts say, but for numbers. */
    private String authored(Notification notification) throws TemplateException {
        UnaryOperator<String> numbers = value -> ID.matcher(value).matches() ? value : " ";
        return Rendering.of(notification, clock, numbers).text(content);
    }

    /**
     * Who may be mentioned.
     *
     * @see <a href="https://discord.com/developers/docs/resources/message#allowed-mentions-object">Allowed mentions</a>
     */
    private static void mentions(JsonGenerator json, String text) throws IOException {
        Set<String> users = new LinkedHashSet<>();
        Set<String> roles = new LinkedHashSet<>();
        Matcher mention = MENTION.matcher(text);
        while (mention.find()) {
            (mention.group(1) == null ? users : roles).add(mention.group(2));
        }
        list(json, "parse", EVERYBODY.matcher(text).find() ? Set.of("everyone") : Set.of());
        if (!users.isEmpty()) {
            list(json, "users", users);
        }
        if (!roles.isEmpty()) {
            list(json, "roles", roles);
        }
    }

    private static void list(JsonGenerator json, String name, Set<String> items) throws IOException {
        json.writeArrayFieldStart(name);
        int left = MAX_MENTIONS;
        for (String item : items) {
            if (left-- > 0) {
                json.writeString(item);
            }
        }
        json.writeEndArray();
    }
}
