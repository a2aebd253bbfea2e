package dev.monitoring.alerts.notify.pagerduty;

import dev.monitoring.alerts.notify.Channel;
import dev.monitoring.alerts.notify.ChannelContext;
import dev.monitoring.alerts.notify.Notifier;
import dev.monitoring.alerts.notify.http.AnswerReading;
import dev.monitoring.alerts.notify.http.ChannelReader;
import dev.monitoring.alerts.notify.http.DefaultTemplates;
import dev.monitoring.alerts.yaml.YamlMap;
import java.net.URI;
import java.util.Optional;

/**
 * PagerDuty's events of version 2: {@code pagerduty_configs}. Immutable.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/configuration/#pagerduty_config">pagerduty_config</a>
 */
public final class PagerdutyChannel implements Channel {
    private static final String KIND = "pagerduty";
    private static final String ADDRESS = "https://events.pagerduty.com/v2/enqueue";
    private static final String TEMPLATES = DefaultTemplates.with("""
            {{ define "pagerduty.default.description" }}{{ template "__subject" . }}{{ end }}\
            {{ define "pagerduty.default.client" }}{{ template "__alertmanager" . }}{{ end }}\
            {{ define "pagerduty.default.clientURL" }}{{ template "__alertmanagerURL" . }}{{ end }}\
            {{ define "pagerduty.default.instances" }}{{ template "__text_alert_list" . }}{{ end }}\
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
        for (String key : new String[] {"service_key", "service_key_file"}) {
            reader.unsupported(key, "give the service an integration of \"Events API v2\", and its key as routing_key");
        }
        Optional<URI> address = reader.address("url", "pagerduty_url", ADDRESS);
        PagerdutyMessage message = new PagerdutyMessage(reader, context.clock());
        return reader.posting(address, message, AnswerReading.byStatus());
    }
}
