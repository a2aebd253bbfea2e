package dev.monitoring.alerts.notify.msteams;

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
import java.util.function.UnaryOperator;

/**
 * An adaptive card, as a workflow posts it. Immutable.
 *
 * @see <a href="https://adaptivecards.io/explorer/TextBlock.html">Text blocks</a>
 */
final class AdaptiveCard implements MessageNotifier.Message {
    private static final UnaryOperator<String> MARKDOWN = Markup.markdown("\\*_`[]#~|<>");

    private final Clock clock;
    private final MessageText title;
    private final MessageText text;

    AdaptiveCard(ChannelReader reader, Clock clock) {
        this.clock = clock;
        title = reader.text("title", "{{ template \"msteamsv2.default.title\" . }}");
        text = reader.text("text", "{{ template \"msteamsv2.default.text\" . }}");
    }

    @Override
    public byte[] of(Notification notification) throws TemplateException {
        Rendering texts = Rendering.of(notification, clock, MARKDOWN);
        return JsonBody.of(json -> {
            json.writeStringField("type", "message");
            json.writeArrayFieldStart("attachments");
            json.writeStartObject();
            json.writeStringField("contentType", "application/vnd.microsoft.card.adaptive");
            json.writeObjectFieldStart("content");
            json.writeStringField("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
            json.writeStringField("type", "AdaptiveCard");
            json.writeStringField("version", "1.4");
            json.writeArrayFieldStart("body");
            block(json, Shortening.toCodePoints(texts.text(title), ConnectorCard.MAX_TITLE));
            json.writeStringField("weight", "Bolder");
            json.writeStringField("size", "Medium");
            json.writeStringField("style", "heading");
            json.writeStringField("color", notification.isResolved() ? "Good" : "Attention");
            json.writeEndObject();
            block(json, Shortening.toCodePoints(texts.text(text), ConnectorCard.MAX_TEXT));
            json.writeEndObject();
            json.writeEndArray();
            json.writeObjectFieldStart("msteams");
            json.writeStringField("width", "full");
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndArray();
        });
    }

    /** The beginning of a text block. */
    private static void block(JsonGenerator json, String text) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "TextBlock");
        json.writeStringField("text", text);
        json.writeBooleanField("wrap", true);
    }
}
