package dev.monitoring.alerts.notify.msteams;

import dev.monitoring.alerts.notify.Channel;
import dev.monitoring.alerts.notify.ChannelContext;
import dev.monitoring.alerts.notify.Notifier;
import dev.monitoring.alerts.notify.http.ChannelReader;
import dev.monitoring.alerts.notify.http.DefaultTemplates;
import dev.monitoring.alerts.yaml.YamlMap;
import java.net.URI;
import java.util.Optional;

/**
 * Microsoft Teams by its old connectors: {@code msteams_configs}. Immutable.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/configuration/#msteams_config">msteams_config</a>
 */
public final class MsteamsChannel implements Channel {
    private static final String KIND = "msteams";
    private static final String TEMPLATES = DefaultTemplates.with("""
            {{ define "msteams.default.summary" }}{{ template "__subject" . }}{{ end }}\
            {{ define "msteams.default.title" }}{{ template "__subject" . }}{{ end }}\
            {{ define "msteams.default.text" }}{{ template "__text_alerts" . }}{{ end }}\
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
        Optional<URI> address = reader.requiredAddress("webhook_url", "");
        ConnectorCard message = new ConnectorCard(reader, context.clock());
        return reader.posting(address, message, TeamsAnswers::read);
    }
}
