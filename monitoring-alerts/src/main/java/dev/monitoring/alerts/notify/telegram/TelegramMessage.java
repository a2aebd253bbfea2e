package dev.monitoring.alerts.notify.telegram;

import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.notify.http.ChannelReader;
import dev.monitoring.alerts.notify.http.JsonBody;
import dev.monitoring.alerts.notify.http.MessageNotifier;
import dev.monitoring.alerts.notify.http.MessageText;
import dev.monitoring.alerts.notify.http.Rendering;
import dev.monitoring.alerts.template.TemplateException;
import dev.monitoring.alerts.yaml.YamlMap;
import dev.monitoring.core.time.Clock;
import java.util.Optional;

/**
 * A message of a bot. Immutable.
 *
 * @see <a href="https://core.telegram.org/bots/api#sendmessage">sendMessage</a>
 */
final class TelegramMessage implements MessageNotifier.Message {
    private final Clock clock;
    private final String chatId;
    private final Optional<Integer> threadId;
    private final MessageText message;
    private final boolean silent;
    private final ParseMode mode;

    TelegramMessage(ChannelReader reader, Clock clock) {
        this.clock = clock;
        YamlMap settings = reader.settings();
        settings.requiredText("chat_id", "chat_id: -1001234567890");
        chatId = settings.parsed("chat_id", TelegramMessage::chatId).orElse("");
        threadId = settings.integer("message_thread_id", 0).filter(id -> id > 0);
        message = reader.text("message", "{{ template \"telegram.default.message\" . }}");
        silent = settings.flag("disable_notifications").orElse(false);
        mode = settings.parsed("parse_mode", ParseMode::parse).orElse(ParseMode.HTML);
    }

    private static String chatId(String text) {
        if (!text.matches("-?[1-9][0-9]{0,17}|@[A-Za-z0-9_]{1,64}")) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a chat; use its number, for example -1001234567890");
        }
        return text;
    }

    @Override
    public byte[] of(Notification notification) throws TemplateException {
        String text = Rendering.of(notification, clock, mode.escape()).text(message);
        return JsonBody.of(json -> {
            json.writeStringField("chat_id", chatId);
            json.writeStringField("text", mode.fitted(text));
            if (mode != ParseMode.NONE && !mode.isCutAsPlain(text)) {
                json.writeStringField("parse_mode", mode.word());
            }
            json.writeBooleanField("disable_web_page_preview", true);
            if (silent) {
                json.writeBooleanField("disable_notification", true);
            }
            if (threadId.isPresent()) {
                json.writeNumberField("message_thread_id", threadId.get());
            }
        });
    }
}
