package dev.monitoring.alerts.template;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HtmlRenderingTest {
    private static final TemplateSet SET = TemplateSet.empty(TemplateOptions.alertmanager());

    private static String html(String text) throws TemplateException {
        return SET.parse("t", text).renderHtml(NotificationFixture.DATA.toValue(), NotificationFixture.context());
    }

    @Test
    void escapesWhatActionsPrintAndNothingElse() throws TemplateException {
        assertEquals(
                "<b title=\"full &amp; &#34;hot&#34;\r\n\">Disk&lt;1&gt;</b>",
                html(
                        "{{ with index .Alerts 0 }}<b title=\"{{ .Annotations.summary }}\">{{ .Labels.alertname }}</b>{{ end }}"));
    }

    @Test
    void escapesWithinTemplatesThatAreCalled() throws TemplateException {
        assertEquals(
                "<i>Disk&lt;1&gt;</i>",
                html("{{ define \"x\" }}<i>{{ . }}</i>{{ end }}{{ template \"x\" .GroupLabels.alertname }}"));
    }

    @Test
    void leavesAloneWhatTheTemplateMarksOrEscapesItself() throws TemplateException {
        assertEquals("<br>", html("{{ safeHtml \"<br>\" }}"));
        assertEquals("Disk&lt;1&gt;", html("{{ .GroupLabels.alertname | html }}"));
        assertEquals("a&lt;br&gt;", html("{{ printf \"a%s\" (safeHtml \"<br>\") }}"));
    }

    @Test
    void escapesNothingInPlainText() throws TemplateException {
        assertEquals(
                "Disk<1>",
                SET.parse("t", "{{ .GroupLabels.alertname }}")
                        .render(NotificationFixture.DATA.toValue(), NotificationFixture.context()));
    }
}
