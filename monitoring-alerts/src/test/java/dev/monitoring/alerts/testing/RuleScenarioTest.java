package dev.monitoring.alerts.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.core.model.Labels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The scenarios of the alert generator's compliance test, under virtual time: pending, firing, resolved, small and zero for. */
class RuleScenarioTest {
    @Test
    void showsWhatBecomesOfAnAlert() {
        RuleScenario scenario = RuleScenario.builder()
                .step(Duration.ofSeconds(30))
                .rules(RuleGroup.of(
                        "g",
                        Duration.ofSeconds(30),
                        AlertRule.of("High", "load > 10")
                                .holdingFor(Duration.ofMinutes(1))
                                .withLabel("severity", "{{ if gt $value 15.0 }}critical{{ else }}warning{{ end }}")
                                .withAnnotation(
                                        "summary", "{{ $labels.host }} at {{ $externalLabels.site }}: {{ $value }}")))
                .external(Map.of("site", "berlin"), "http://example.org")
                .build()
                .series("load{host=\"a\"} 1 11 12 13 14 2 2", Duration.ofSeconds(30));

        scenario.advanceTo(Duration.ofSeconds(60));
        assertEquals("pending", only(scenario).state().word());
        scenario.advanceTo(Duration.ofSeconds(90));
        assertEquals("firing", only(scenario).state().word());
        assertEquals(
                Labels.of("alertname", "High", "host", "a", "severity", "warning"),
                only(scenario).labels());
        assertEquals(Map.of("summary", "a at berlin: 13"), only(scenario).annotations());
        scenario.advanceTo(Duration.ofSeconds(150));
        assertEquals("inactive", only(scenario).state().word());
        assertEquals(
                List.of("30000 inactive→pending", "90000 pending→firing", "150000 firing→inactive"),
                scenario.transitions().stream()
                        .map(one -> one.timeMillis() + " " + one.from() + "→" + one.to())
                        .toList());
    }

    @Test
    void aTemplateThatFailsSaysSoInItsPlace() {
        RuleScenario scenario = RuleScenario.builder()
                .rules(RuleGroup.of(
                        "g",
                        Duration.ofMinutes(1),
                        AlertRule.of("A", "vector(1)").withAnnotation("summary", "{{ query \"nonesuch\" | first }}")))
                .build()
                .advanceTo(Duration.ZERO);

        String summary = only(scenario).annotations().get("summary");

        assertTrue(String.valueOf(summary).startsWith("<error expanding template: "), summary);
    }

    @Test
    void refusesWrongRulesWithEverythingThatIsWrong() {
        RuleScenario.Builder builder = RuleScenario.builder()
                .ruleText("groups: [{name: g, rules: [{alert: A, expr: 'up =='}, {alert: B, exprr: up}]}]");

        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, builder::build);

        assertEquals(3, String.valueOf(refusal.getMessage()).lines().count(), refusal.getMessage());
    }

    private static Alert only(RuleScenario scenario) {
        assertEquals(1, scenario.alerts().size(), () -> scenario.alerts() + " " + scenario.errors());
        return scenario.alerts().get(0);
    }
}
