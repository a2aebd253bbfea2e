package dev.monitoring.alerts.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.core.model.Labels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whom the alerts of a scenario would be told to, and when. */
class RoutedScenarioTest {
    private static final String RULES = """
            groups:
            - name: g
              rules:
              - {alert: Down, expr: up == 0, labels: {severity: critical}}
              - {alert: Slow, expr: latency > 1, labels: {severity: warning}, annotations: {summary: 'takes {{ $value }} s'}}
            """;

    private static final String ROUTING = """
            route:
              receiver: ops
              group_by: [job]
              group_wait: 30s
              group_interval: 5m
              repeat_interval: 1h
              routes:
              - {receiver: shop, matchers: [job="shop"], group_by: ['...'], mute_time_intervals: [first-minutes]}
            receivers:
            - {name: ops, webhook_configs: [{url: 'http://example.org'}], slack_configs: [{api_url: 'http://example.org', channel: x}]}
            - {name: shop, webhook_configs: [{url_file: /nowhere, send_resolved: false}]}
            inhibit_rules:
            - {source_matchers: [severity=critical], target_matchers: [severity=warning], equal: [job]}
            time_intervals:
            - {name: first-minutes, time_intervals: [{times: [{start_time: '00:00', end_time: '00:10'}]}]}
            """;

    private static RuleScenario.Builder rules() {
        return RuleScenario.builder().step(Duration.ofSeconds(15)).ruleText(RULES);
    }

    private static List<String> texts(RuleScenario scenario) {
        return scenario.told().stream().map(Told::toString).toList();
    }

    @Test
    void tellsGroupsWhenTheyAreDueAndAgainWhenTheyEnd() {
        RuleScenario scenario = rules().routingText(ROUTING)
                .build()
                .series("up{job=\"db\", instance=\"a\"} 0x4 1x100", Duration.ofMinutes(1))
                .series("up{job=\"db\", instance=\"b\"} 1 0x4 1x100", Duration.ofMinutes(1));

        scenario.advanceTo(Duration.ofMinutes(20));

        String a = "{alertname=Down, instance=a, job=db, severity=critical}";
        String b = "{alertname=Down, instance=b, job=db, severity=critical}";
        assertEquals(
                List.of(
                        "30s ops by slack[0]: firing " + a,
                        "30s ops by webhook[0]: firing " + a,
                        "330s ops by slack[0]: firing " + b, // which is not told of what is over
                        "330s ops by webhook[0]: resolved " + a + ", firing " + b,
                        // what is over goes on being sent for a quarter of an hour, as by Prometheus
                        "630s ops by webhook[0]: resolved " + a + ", resolved " + b),
                texts(scenario).stream().sorted().toList());
    }

    @Test
    void inhibitsSilencesAndMutes() {
        RuleScenario scenario = rules().routingText(ROUTING)
                .build()
                .series("up{job=\"db\"} 0x100", Duration.ofMinutes(1))
                .series("latency{job=\"db\"} 2x100", Duration.ofMinutes(1))
                .series("latency{job=\"web\"} 3x100", Duration.ofMinutes(1))
                .series("latency{job=\"shop\"} 4x100", Duration.ofMinutes(1));

        scenario.silence("alertname=\"Slow\", job=\"web\"", Duration.ofMinutes(2))
                .advanceTo(Duration.ofMinutes(9));

        assertEquals(List.of("Down", "Slow"), names(scenario), "db is down, and web was silenced for a while");
        Alert slow = scenario.alerts("Slow").get(0);
        assertEquals(List.of("ops"), scenario.receivers(slow));
        assertEquals(
                Optional.of(Labels.of("alertname", "Down", "job", "db", "severity", "critical")),
                scenario.inhibitor(slow));
        assertEquals(
                Optional.empty(), scenario.inhibitor(scenario.alerts("Slow").get(1)));
        Told web = scenario.told().stream()
                .filter(told -> told.toString().contains("job=web"))
                .findFirst()
                .orElseThrow();
        assertEquals(Duration.ofSeconds(330), web.time());
        assertEquals(
                Map.of("summary", "takes 3 s"),
                web.notification().data().alerts().get(0).annotations());

        scenario.advanceTo(Duration.ofMinutes(11));

        Told shop = scenario.told().stream()
                .filter(told -> told.receiver().equals("shop"))
                .findFirst()
                .orElseThrow();
        assertEquals("630s", shop.toString().substring(0, 4), "the first moment after the mute interval");
    }

    private static List<String> names(RuleScenario scenario) {
        return scenario.told().stream()
                .map(told -> told.notification().data().alerts().get(0).labels().get("alertname"))
                .distinct()
                .sorted()
                .toList();
    }

    @Test
    void repeatsAndKnowsExternalLabels() {
        RuleScenario scenario = rules().routingText(ROUTING.replace("group_by: [job]", "group_by: [site]"))
                .external(Map.of("site", "berlin"), "")
                .build()
                .series("up 0x100", Duration.ofMinutes(1));

        scenario.advanceTo(Duration.ofMinutes(70));

        assertEquals(
                List.of("30s", "3930s"),
                scenario.told().stream()
                        .filter(told -> told.integration().equals("webhook[0]"))
                        .map(told -> told.time().toSeconds() + "s")
                        .toList());
        assertEquals(
                Map.of("site", "berlin"),
                scenario.told().get(0).notification().data().groupLabels());
    }

    @Test
    void namesWhatIsWrongWithTheRoutingAndThatThereIsNone() {
        RuleScenario.Builder wrong = rules().routingText("route: {receivr: ops}\nreceivers: [{name: ops}]");

        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, wrong::build);
        IllegalStateException none =
                assertThrows(IllegalStateException.class, () -> rules().build().told());

        assertTrue(String.valueOf(refusal.getMessage()).contains("routing:1:9: "), refusal.getMessage());
        assertEquals(
                "the scenario has no routing; give it to the builder with routingFile or routingText",
                none.getMessage());
    }
}
