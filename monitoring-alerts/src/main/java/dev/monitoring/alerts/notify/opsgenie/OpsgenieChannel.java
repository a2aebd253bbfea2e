package dev.monitoring.alerts.notify.opsgenie;

import dev.monitoring.alerts.config.Secret;
import dev.monitoring.alerts.notify.Channel;
import dev.monitoring.alerts.notify.ChannelContext;
import dev.monitoring.alerts.notify.Notifier;
import dev.monitoring.alerts.notify.http.ChannelReader;
import dev.monitoring.alerts.notify.http.DefaultTemplates;
import dev.monitoring.alerts.yaml.YamlMap;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Opsgenie's alerts, of version 2 of its API: {@code opsgenie_configs}. Immutable.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/configuration/#opsgenie_config">opsgenie_config</a>
 */
public final class OpsgenieChannel implements Channel {
    private static final String KIND = "opsgenie";
    private static final String ADDRESS = "https://api.opsgenie.com/";
    private static final String TEMPLATES = DefaultTemplates.with("""
            {{ define "opsgenie.default.message" }}{{ template "__subject" . }}{{ end }}\
            {{ define "opsgenie.default.description" }}{{ template "__text_alerts" . }}{{ end }}\
            {{ define "opsgenie.default.source" }}{{ template "__alertmanagerURL" . }}{{ end }}\
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
        Optional<URI> address = reader.address("api_url", "opsgenie_api_url", ADDRESS);
        Optional<Secret> key = reader.requiredSecret("api_key", "opsgenie_api_key");
        if (key.filter(secret -> secret.reveal().contains("{{")).isPresent()) {
            settings.fault("\"api_key\" is a template, which is not supported; give each team a receiver with its key");
        }
        boolean updates = settings.flag("update_alerts").orElse(false);
        OpsgenieMessages messages = new OpsgenieMessages(reader, context.clock());
        if (address.isEmpty() || key.isEmpty()) {
            reader.checkHttp();
        }
        Optional<Notifier> notifier = address.flatMap(url -> key.map(secret -> {
            Map<String, String> headers =
                    Map.of("Authorization", "GenieKey " + secret.reveal().strip());
            return new OpsgenieNotifier(reader.sender(url, headers), path(url), messages, updates);
        }));
        return reader.isSound() ? notifier : Optional.empty();
    }

    private static String path(URI address) {
        String path = address.getRawPath() == null ? "" : address.getRawPath();
        return path.endsWith("/") ? path : path + "/";
    }
}
