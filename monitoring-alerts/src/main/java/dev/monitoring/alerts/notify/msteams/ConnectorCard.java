package dev.monitoring.alerts.notify.msteams;

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
 * A message card. Immutable.
 *
 * @see <a href="https://learn.microsoft.com/en-us/outlook/actionable-messages/message-card-reference">Message card</a>
 */
final class ConnectorCard implements MessageNotifier.Message {
    /** Teams takes 28 KB for the whole message; a character has up to 4 bytes. */
    static final int MAX_TEXT = 6000;

    static final int MAX_TITLE = 300;

    /** What has a meaning in Teams' Markdown. */
    static final UnaryOperator<String> MARKDOWN = Markup.markdown("\\*_`[]#~|");

    private final Clock clock;
    private final MessageText summary;
    private final MessageText title;
    private final MessageText text;

    ConnectorCard(ChannelReader reader, Clock clock) {
        this.clock = clock;
        summary = reader.text("summary", "{{ template \"msteams.default.summary\" . }}");
        title = reader.text("title", "{{ template \"msteams.default.title\" . }}");
        text = reader.text("text", "{{ template \"msteams.default.text\" . }}");
    }

    @Override
    public byte[] of(Notification notification) throws TemplateException {
        // HTML counts besides Markdown.
        Rendering texts = Rendering.of(notification, clock, value -> Markup.slack(MARKDOWN.apply(value)));
        return JsonBody.of(json -> {
            json.writeStringField("@context", "http://schema.org/extensions");
            json.writeStringField("@type", "MessageCard");
            json.writeStringField("title", Shortening.toCodePoints(texts.text(title), MAX_TITLE));
            json.writeStringField("summary", Shortening.toCodePoints(texts.text(summary), MAX_TITLE));
            json.writeStringField("text", Shortening.toCodePoints(texts.text(text), MAX_TEXT));
            json.writeStringField("themeColor", notification.isResolved() ? "2DC72D" : "8C1A1A");
        });
    }
}
