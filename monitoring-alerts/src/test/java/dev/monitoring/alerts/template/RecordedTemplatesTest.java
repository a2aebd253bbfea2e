package dev.monitoring.alerts.template;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.alerts.template.TemplateCorpus.Recorded;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Renders what Prometheus and Alertmanager rendered once, for machines that have neither. */
class RecordedTemplatesTest {
    static List<Recorded> prometheus() {
        return TemplateCorpus.prometheus();
    }

    static List<Recorded> alertmanager() {
        return TemplateCorpus.alertmanager();
    }

    @ParameterizedTest
    @MethodSource("prometheus")
    void rendersAnnotationsAsPrometheusDid(Recorded recorded) {
        compare(recorded, RuleFixture.render(recorded.template(), recorded.row()));
    }

    @ParameterizedTest
    @MethodSource("alertmanager")
    void rendersNotificationsAsAlertmanagerDid(Recorded recorded) {
        compare(recorded, NotificationFixture.render(recorded.template()));
    }

    private static void compare(Recorded recorded, String ours) {
        if (recorded.output().isPresent()) {
            assertEquals("rendered: " + recorded.output().get(), ours);
        } else {
            assertEquals("refused", ours.substring(0, Math.min(7, ours.length())), ours);
        }
    }
}
