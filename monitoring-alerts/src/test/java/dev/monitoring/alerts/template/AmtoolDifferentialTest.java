package dev.monitoring.alerts.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Renders templates beside Alertmanager itself. Version 0.25 prints label maps as Go does, newer ones as pairs; printing whole
 * maps is left out.
 */
class AmtoolDifferentialTest {
    private static final long SEED = Long.getLong("monitoring.seed", 20_240_502L);
    private static final int GENERATED = Integer.getInteger("monitoring.templates", 60);

    @TempDir
    Path folder;

    @Test
    void rendersWhatAlertmanagerRenders() throws Exception {
        Amtool amtool = Amtool.installed(folder, json(), NotificationFixture.FILE);
        List<String> templates = new ArrayList<>();
        TemplateCorpus.alertmanager().forEach(recorded -> templates.add(recorded.template()));
        TemplateGenerator generator = new TemplateGenerator(new Random(SEED));
        for (int i = 0; i < GENERATED; i++) {
            templates.add(generator.notification());
        }

        int refused = 0;
        List<String> differences = new ArrayList<>();
        for (String template : templates) {
            Optional<String> theirs = amtool.render(template);
            refused += theirs.isEmpty() ? 1 : 0;
            String ours = NotificationFixture.render(template);
            if (!(theirs.isEmpty() ? ours.startsWith("refused") : ours.equals("rendered: " + theirs.get()))) {
                differences.add(
                        template + "\n  Alertmanager: " + theirs.orElse("refused") + "\n  ours:         " + ours);
            }
        }

        System.out.println("compared " + templates.size() + " templates with amtool, of which it refuses " + refused
                + ", seed " + SEED);
        assertEquals("", String.join("\n", differences), () -> differences.size() + " differences");
        assertTrue(refused < templates.size() * 2 / 3, "too few templates say anything");
    }

    /** The data as Alertmanager's web hook would send them, which our {@code toJson} writes. */
    private static String json() throws TemplateException {
        return Template.parse("data", "{{ toJson . }}", TemplateOptions.alertmanager())
                .render(NotificationFixture.DATA.toValue(), NotificationFixture.context());
    }
}
