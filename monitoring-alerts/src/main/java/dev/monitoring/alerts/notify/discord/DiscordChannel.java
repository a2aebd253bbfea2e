package dev.monitoring.alerts.notify.discord;

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
import java.util.Optional;

/**
 * Discord's web hooks: {@code discord_configs}. Immutable.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/configuration/#discord_config">discord_config</a>
 */
public final class DiscordChannel implements Channel {
    private static final String KIND = "discord";
    private static final String TEMPLATES = DefaultTemplates.with("""
            {{ define "discord.default.title" }}{{ template "__subject" . }}{{ end }}\
            {{ define "discord.default.content" }}{{ end }}\
            {{ define "discord.default.message" }}{{ template "__text_alerts" . }}{{ end }}\
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
        Optional<URI> address = reader.requiredAddress("webhook_url", "discord_webhook_url");
        DiscordMessage message = new DiscordMessage(reader, context.clock());
        return reader.posting(address, message, DiscordChannel::read);
    }

    /**
     * The body says more exactly than the header how long to wait.
     *
     * @see <a href="https://discord.com/developers/docs/topics/rate-limits">Rate limits</a>
     */
    private static Optional<Delivery> read(HttpAnswer answer) {
        if (answer.status() != 429) {
            return Optional.empty();
        }
        return Optional.ofNullable(answer.fields().get("retry_after"))
                .flatMap(RetryAfter::seconds)
                .map(after -> new Delivery.Postponed(
                        "Discord answers with status 429: it is told too much at a time; it is tried again later",
                        Optional.of(after)));
    }
}
