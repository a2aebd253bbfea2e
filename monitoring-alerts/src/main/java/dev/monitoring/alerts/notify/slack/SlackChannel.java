package dev.monitoring.alerts.notify.slack;

import dev.monitoring.alerts.notify.Channel;
import dev.monitoring.alerts.notify.ChannelContext;
import dev.monitoring.alerts.notify.Notifier;
import dev.monitoring.alerts.notify.http.ChannelReader;
import dev.monitoring.alerts.notify.http.DefaultTemplates;
import dev.monitoring.alerts.yaml.YamlMap;
import java.net.URI;
import java.util.Optional;

/**
 * Slack, by incoming web hook or {@code chat.postMessage}: {@code slack_configs}. Immutable.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/configuration/#slack_config">slack_config</a>
 */
public final class SlackChannel implements Channel {
    private static final String KIND = "slack";
    private static final String TEMPLATES = DefaultTemplates.with("""
            {{ define "slack.default.title" }}{{ template "__subject" . }}{{ end }}\
            {{ define "slack.default.username" }}{{ template "__alertmanager" . }}{{ end }}\
            {{ define "slack.default.fallback" }}{{ template "slack.default.title" . }}{{ end }}\
            {{ define "slack.default.titlelink" }}{{ template "__alertmanagerURL" . }}{{ end }}\
            {{ define "slack.default.callbackid" }}{{ end }}\
            {{ define "slack.default.pretext" }}{{ end }}\
            {{ define "slack.default.iconemoji" }}{{ end }}\
            {{ define "slack.default.iconurl" }}{{ end }}\
            {{ define "slack.default.footer" }}{{ end }}\
            {{ define "slack.default.color" }}{{ if eq .Status "firing" }}danger{{ else }}good{{ end }}{{ end }}\
            {{ define "slack.default.text" }}{{ range .Alerts }}\
            {{ with .Annotations.summary }}{{ . }}
            {{ end }}{{ with .Annotations.description }}{{ . }}
            {{ end }}{{ end }}{{ end }}\
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
        for (String key : new String[] {"app_token", "app_token_file", "app_url"}) {
            reader.unsupported(
                    key,
                    "set \"api_url\" to https://slack.com/api/chat.postMessage, and the token as \"authorization\" of"
                            + " \"http_config\"");
        }
        Optional<URI> address = reader.requiredAddress("api_url", "slack_api_url");
        SlackMessage message = SlackMessage.read(reader, context.clock());
        return reader.posting(address, message, SlackAnswers::read);
    }
}
