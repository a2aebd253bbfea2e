package dev.monitoring.alerts.notify.telegram;

import dev.monitoring.alerts.config.Secret;
import dev.monitoring.alerts.notify.Channel;
import dev.monitoring.alerts.notify.ChannelContext;
import dev.monitoring.alerts.notify.Delivery;
import dev.monitoring.alerts.notify.Notifier;
import dev.monitoring.alerts.notify.http.ChannelReader;
import dev.monitoring.alerts.notify.http.DefaultTemplates;
import dev.monitoring.alerts.notify.http.HttpAnswer;
import dev.monitoring.alerts.yaml.YamlMap;
import dev.monitoring.core.endpoint.RetryAfter;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Telegram, by a bot: {@code telegram_configs}. Immutable.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/configuration/#telegram_config">telegram_config</a>
 */
public final class TelegramChannel implements Channel {
    private static final String KIND = "telegram";
    private static final String ADDRESS = "https://api.telegram.org";
    private static final String TEMPLATES = DefaultTemplates.with("""
            {{ define "telegram.default.message" }}{{ template "__subject" . }}

            {{ template "__text_alerts" . }}{{ end }}\
            """);

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String templates() {
        return TEMPLATES;
    }

    @Override
    public Optional<Notifier> open(YamlMap settings, ChannelContext context) {
        ChannelReader reader = new ChannelReader(KIND, settings, context);
        Optional<URI> server = reader.address("api_url", "telegram_api_url", ADDRESS);
        Optional<Secret> token = reader.requiredSecret("bot_token", "telegram_bot_token");
        Optional<URI> address = server.flatMap(url -> token.flatMap(secret -> address(settings, url, secret)));
        TelegramMessage message = new TelegramMessage(reader, context.clock());
        return reader.posting(address, message, TelegramChannel::read);
    }

    private static Optional<URI> address(YamlMap settings, URI server, Secret token) {
        String text = token.reveal().strip();
        if (!text.matches("[A-Za-z0-9:_-]+")) {
            settings.fault("\"bot_token\" has characters that no token has; copy it from BotFather again");
            return Optional.empty();
        }
        String path = server.getRawPath() == null ? "" : server.getRawPath().replaceFirst("/$", "");
        return Optional.of(server.resolve(path + "/bot" + text + "/sendMessage"));
    }

    /** The body says how long to wait. */
    private static Optional<Delivery> read(HttpAnswer answer) {
        Map<String, String> fields = answer.fields();
        if (answer.status() == 429) {
            return Optional.ofNullable(fields.get("parameters.retry_after"))
                    .flatMap(RetryAfter::seconds)
                    .map(after -> new Delivery.Postponed(
                            "Telegram answers with status 429: it is told too much at a time; it is tried again later",
                            Optional.of(after)));
        }
        return answer.isOk() && "false".equals(fields.get("ok"))
                ? Optional.of(Delivery.refused("Telegram does not take the message; it says \""
                        + fields.getOrDefault("description", "") + "\""))
                : Optional.empty();
    }
}
