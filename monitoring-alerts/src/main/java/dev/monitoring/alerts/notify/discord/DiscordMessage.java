package dev.monitoring.alerts.notify.discord;

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
import java.util.function.UnaryOperator;

/**
 * A message with one embed, which mentions nobody. Immutable.
 *
 * @see <a href="https://discord.com/developers/docs/resources/webhook#execute-webhook">Execute webhook</a>
 */
final class DiscordMessage implements MessageNotifier.Message {
    private static final int MAX_CONTENT = 2000;
    private static final int MAX_TITLE = 256;
    private static final int MAX_DESCRIPTION = 4096;

    /** Alertmanager's red and green. */
    private static final int FIRING = 0x992D22;

    private static final int RESOLVED = 0x2ECC71;

    private static final UnaryOperator<String> MARKDOWN = Markup.markdown("\\*_~`|[]<>@#");

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
            json.writeArrayFieldStart("parse");
            json.writeEndArray();
            json.writeEndObject();
        });
    }
}
