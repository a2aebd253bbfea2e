package dev.monitoring.alerts.notify.http;

/** Templates that those of several channels call, by the names that Alertmanager gives them. Stateless. */
public final class DefaultTemplates {
    private static final String SHARED = """
            {{ define "__alertmanager" }}Monitoring{{ end }}\
            {{ define "__alertmanagerURL" }}{{ .ExternalURL }}{{ end }}\
            {{ define "__subject" }}[{{ .Status | toUpper }}{{ if eq .Status "firing" }}:{{ len .Alerts.Firing }}{{ end }}] \
            {{ join " " .GroupLabels.SortedPairs.Values }}\
            {{ with .CommonLabels.Remove .GroupLabels.Names }} ({{ join " " .SortedPairs.Values }}){{ end }}{{ end }}\
            {{ define "__description" }}{{ end }}\
            {{ define "__text_alert" }}{{ range .Labels.SortedPairs }}- {{ .Name }} = {{ .Value }}
            {{ end }}\
            {{ range .Annotations.SortedPairs }}- {{ .Name }}: {{ .Value }}
            {{ end }}\
            {{ with .GeneratorURL }}Source: {{ . }}
            {{ end }}{{ end }}\
            {{ define "__text_alert_list" }}{{ range . }}{{ template "__text_alert" . }}
            {{ end }}{{ end }}\
            {{ define "__text_alerts" }}\
            {{ if .Alerts.Firing }}Firing:
            {{ template "__text_alert_list" .Alerts.Firing }}{{ end }}\
            {{ if .Alerts.Resolved }}Resolved:
            {{ template "__text_alert_list" .Alerts.Resolved }}{{ end }}{{ end }}\
            {{ define "__text_alert_list_markdown" }}{{ template "__text_alert_list" . }}{{ end }}\
            """;

    private DefaultTemplates() {}

    /** They, and those of a channel behind them. */
    public static String with(String own) {
        return SHARED + own;
    }
}
