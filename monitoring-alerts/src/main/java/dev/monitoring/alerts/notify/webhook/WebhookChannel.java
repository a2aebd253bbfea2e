package dev.monitoring.alerts.notify.webhook;

import dev.monitoring.alerts.notify.Channel;
import dev.monitoring.alerts.notify.ChannelContext;
import dev.monitoring.alerts.notify.Notifier;
import dev.monitoring.alerts.notify.http.AnswerReading;
import dev.monitoring.alerts.notify.http.ChannelReader;
import dev.monitoring.alerts.yaml.YamlMap;
import java.net.URI;
import java.util.Optional;

/**
 * Alertmanager's web hook: {@code webhook_configs}. Immutable.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/configuration/#webhook_config">webhook_config</a>
 */
public final class WebhookChannel implements Channel {
    private static final String KIND = "webhook";

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Optional<Notifier> open(YamlMap settings, ChannelContext context) {
        ChannelReader reader = new ChannelReader(KIND, settings, context);
        Optional<URI> address = reader.requiredAddress("url", "");
        int maxAlerts = settings.integer("max_alerts", 0).orElse(0);
        reader.unsupported("payload", "remove it; the payload is that of version 4");
        return reader.posting(address, new WebhookMessage(maxAlerts), AnswerReading.byStatus());
    }
}
