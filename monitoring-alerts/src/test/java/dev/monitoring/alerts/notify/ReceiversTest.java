package dev.monitoring.alerts.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.notify.slack.SlackChannel;
import dev.monitoring.alerts.template.NotificationData;
import dev.monitoring.alerts.template.RenderContext;
import dev.monitoring.alerts.template.TemplateException;
import dev.monitoring.alerts.template.TemplateSet;
import dev.monitoring.alerts.yaml.Faults;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of templates that a configuration names. */
class ReceiversTest {
    private static final NotificationData DATA =
            new NotificationData("team", "firing", List.of(), Map.of(), Map.of(), Map.of(), "");

    private final Faults faults = new Faults();

    @TempDir
    Path folder;

    private TemplateSet templates(String... patterns) {
        return new Receivers(List.of(new SlackChannel())).templates(List.of(patterns), folder, faults);
    }

    private String told() {
        return faults.sorted().stream().map(Fault::toString).collect(Collectors.joining("\n"));
    }

    private static String rendered(TemplateSet set, String text) throws TemplateException {
        return set.parse("text", text).render(DATA.toValue(), RenderContext.of(Clock.system()));
    }

    @Test
    void readsTheFilesThatAPatternFitsInTheOrderOfTheirNamesOverThoseOfOurs() throws Exception {
        Files.writeString(folder.resolve("b.tmpl"), "{{ define \"who\" }}b{{ end }}");
        Files.writeString(
                folder.resolve("a.tmpl"),
                "{{ define \"who\" }}a{{ end }}{{ define \"slack.default.title\" }}by {{ template \"who\" . }}{{ end }}");
        Files.writeString(folder.resolve("c.txt"), "{{ define \"who\" }}c{{ end }}");

        TemplateSet set = templates("*.tmpl", folder.resolve("none-*.tmpl").toString());

        assertEquals("by b", rendered(set, "{{ template \"slack.default.title\" . }}"));
        assertEquals("", told());
    }

    @Test
    void saysWhereAFileIsWrong() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.tmpl"), "{{ define \"x\" }}\n  {{ nope }}{{ end }}");

        templates("broken.tmpl", "missing.tmpl", "a\0b.tmpl", "no/such/*.tmpl");

        String all = told();
        assertTrue(all.contains(broken + ":2:6: function \"nope\" not defined"), all);
        assertTrue(all.contains(folder.resolve("missing.tmpl") + ": cannot be read (NoSuchFileException)"), all);
        assertTrue(all.contains("is not a path: Nul character not allowed"), all);
        assertTrue(all.contains("no/such/*.tmpl: cannot be listed"), all);
        assertEquals(4, faults.count(), all);
    }
}
