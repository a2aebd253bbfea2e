package dev.monitoring.alerts.template;

import dev.monitoring.core.time.ManualClock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The data of a notification, and a file of templates. */
final class NotificationFixture {
    static final NotificationData DATA = new NotificationData(
            "team\\.x",
            "firing",
            List.of(
                    alert(
                            "firing",
                            Map.of("alertname", "Disk<1>", "b", "2", "a", "{{ .Status }}"),
                            Map.of("summary", "full & \"hot\"\r\n"),
                            "2024-01-02T03:04:05.6Z",
                            "0001-01-01T00:00:00Z"),
                    alert(
                            "resolved",
                            Map.of("alertname", "B", "b", "2"),
                            Map.of(),
                            "2023-12-31T23:59:59Z",
                            "2024-01-02T04:04:05Z"),
                    alert("firing", Map.of("b", "2"), Map.of(), "2024-02-29T13:00:00.000001Z", "0001-01-01T00:00:00Z")),
            Map.of("alertname", "Disk<1>"),
            Map.of("b", "2", "alertname", "Disk<1>", "zone", "é", "cluster", "c1"),
            Map.of("summary", "s", "x", "y"),
            "http://am.example/x");

    /** Templates that others call. */
    static final String FILE =
            "{{ define \"pair\" }}{{ .Name }}={{ .Value }};{{ end }}{{ define \"self\" }}[{{ template \"pair\" . }}]{{ end }}"
                    + "{{ define \"subject\" }}[{{ .Status | toUpper }}{{ if eq .Status \"firing\" }}:{{ .Alerts.Firing | len }}"
                    + "{{ end }}] {{ .GroupLabels.SortedPairs.Values | join \" \" }}"
                    + " {{ if gt (len .CommonLabels) (len .GroupLabels) }}({{ with .CommonLabels.Remove .GroupLabels.Names }}"
                    + "{{ .Values | join \" \" }}{{ end }}){{ end }}{{ end }}";

    private NotificationFixture() {}

    private static NotificationData.Alert alert(
            String status, Map<String, String> labels, Map<String, String> annotations, String start, String end) {
        return new NotificationData.Alert(
                status, labels, annotations, Instant.parse(start), Instant.parse(end), "http://g/" + status, "0123");
    }

    static RenderContext context() {
        return RenderContext.of(ManualClock.atEpochMillis(1_704_171_845_000L));
    }

    /** What we make of a template: {@code rendered:} and the output, or {@code refused:} and why. */
    static String render(String template) {
        try {
            TemplateSet set = TemplateSet.empty(TemplateOptions.alertmanager()).with("file.tmpl", FILE);
            return "rendered: " + set.parse("", template).render(DATA.toValue(), context());
        } catch (TemplateException e) {
            return (e.getCause() == null ? "refused: " : "broken: ") + e.getMessage();
        }
    }
}
