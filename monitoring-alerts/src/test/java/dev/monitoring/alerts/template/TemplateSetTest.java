package dev.monitoring.alerts.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TemplateSetTest {
    private static final TemplateSet EMPTY = TemplateSet.empty(TemplateOptions.alertmanager());

    private static String render(TemplateSet set, String text) throws TemplateException {
        return set.parse("", text).render(NotificationFixture.DATA.toValue(), NotificationFixture.context());
    }

    @Test
    void callsTemplatesOfOtherFiles() throws TemplateException {
        TemplateSet set = EMPTY.with("a.tmpl", "{{ define \"a\" }}<{{ template \"b\" .Status }}>{{ end }}")
                .with("b.tmpl", "{{ define \"b\" }}{{ . | toUpper }}{{ end }}");

        assertEquals("<FIRING>", render(set, "{{ template \"a\" . }}"));
        assertEquals(List.of("a", "a.tmpl", "b", "b.tmpl"), set.names());
    }

    @Test
    void letsLaterFilesTakeThePlaceOfEarlierOnes() throws TemplateException {
        TemplateSet set = EMPTY.with("1", "{{ define \"a\" }}old{{ end }}").with("2", "{{ define \"a\" }}new{{ end }}");

        assertEquals("new", render(set, "{{ template \"a\" }}"));
        assertEquals("new", render(set.with("3", "{{ define \"a\" }} {{ end }}"), "{{ template \"a\" }}"));
    }

    @Test
    void leavesTheSetAsItWas() throws TemplateException {
        TemplateSet set = EMPTY.with("1", "{{ define \"a\" }}old{{ end }}");
        render(set, "{{ define \"a\" }}mine{{ end }}{{ template \"a\" }}");

        assertEquals("old", render(set, "{{ template \"a\" }}"));
        assertEquals(Optional.empty(), set.template("b"));
    }

    @Test
    void rendersOneTemplateByName() throws TemplateException {
        Template template = EMPTY.with("1", "{{ define \"a\" }}{{ .Status }}{{ end }}")
                .template("a")
                .orElseThrow();

        assertEquals("a", template.name());
        assertEquals("firing", template.render(NotificationFixture.DATA.toValue(), NotificationFixture.context()));
    }

    @Test
    void namesTheFileInWhichItGoesWrong() throws TemplateException {
        TemplateSet set = EMPTY.with("mail.tmpl", "\n{{ define \"a\" }}{{ .Nope }}{{ end }}");

        TemplateException refused = assertThrows(TemplateException.class, () -> render(set, "{{ template \"a\" . }}"));

        assertEquals("mail.tmpl", refused.template());
        assertEquals(2, refused.line());
        assertEquals(20, refused.column());
    }
}
