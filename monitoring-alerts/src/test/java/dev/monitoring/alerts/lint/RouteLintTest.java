package dev.monitoring.alerts.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.alerts.config.AlertingConfig;
import dev.monitoring.alerts.config.AlertmanagerFileReader;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.alerts.yaml.Faults;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouteLintTest {
    private static final List<RuleGroup> RULES = RuleLintTest.groups("""
            alert: Plain
            expr: up == 0
            """, """
            alert: Severe
            expr: up == 0
            labels: {severity: critical}
            """);

    @Test
    void tellsRoutesThatOnesBeforeThemTakeEverythingFrom() {
        List<String> told = told("""
                route:
                  receiver: a
                  routes:
                  - matchers: [team="db"]
                  - matchers: [team=~"web|shop"]
                    routes:
                    - matchers: [code="5"]
                    - matchers: [code="5", site="x"]
                  - matchers: [team="web", site="y"]
                  - matchers: [team="db", site="x"]
                  - matchers: [team=~"db.*"]
                  - matchers: [team!="db"]
                receivers: [{name: a}]
                """);

        assertEquals(
                List.of(
                        "am.yml: route {}/{site=\"y\",team=\"web\"}: the route {team=~\"web|shop\"} before it takes all its alerts;"
                                + " put it first, or write continue: true in the other (unreachable-route)",
                        "am.yml: route {}/{site=\"x\",team=\"db\"}: the route {team=\"db\"} before it takes all its alerts; put it"
                                + " first, or write continue: true in the other (unreachable-route)",
                        "am.yml: route {}/{team=~\"web|shop\"}/{code=\"5\",site=\"x\"}: the route {code=\"5\"} before it takes all"
                                + " its alerts; put it first, or write continue: true in the other (unreachable-route)"),
                told);
    }

    @Test
    void leavesRoutesAloneWhereTheOneBeforeContinuesOrIsNarrower() {
        assertEquals(List.of(), told("""
                route:
                  receiver: a
                  routes:
                  - matchers: [team="db"]
                    continue: true
                  - matchers: [team="db", site="x"]
                  - matchers: [team="db"]
                receivers: [{name: a}]
                """));
    }

    @Test
    void tellsReceiversThatNoRouteNames() {
        assertEquals(
                List.of(
                        "am.yml: receiver old: no route names it, so that it is never told; name it in a route, or remove it"
                                + " (unused-receiver)"),
                told(
                        "{route: {receiver: a, routes: [{matchers: [x=\"y\"], receiver: b}]}, receivers: [{name: a}, {name: b},"
                                + " {name: old}]}"));
    }

    @Test
    void tellsAlertsWithoutSeverityWhereRoutesAskForIt() {
        List<String> expected = List.of(
                "r.yml:5:5: alert Plain: has no label severity, which routes ask for, so that it goes wherever alerts without"
                        + " one go; add severity: critical, warning or info (no-severity)");

        assertEquals(
                expected,
                told("{route: {receiver: a, routes: [{matchers: [severity=\"critical\"]}]}, receivers: [{name: a}]}"));
        assertEquals(
                expected,
                told("{route: {receiver: a}, receivers: [{name: a}], inhibit_rules: [{source_matchers:"
                        + " [severity=\"critical\"], target_matchers: [team=\"x\"]}]}"));
        assertEquals(List.of(), told("{route: {receiver: a}, receivers: [{name: a}]}"));
    }

    private static List<String> told(String yaml) {
        Faults faults = new Faults();
        AlertingConfig config = new AlertmanagerFileReader(Set.of(), faults)
                .parse(yaml, "am.yml")
                .orElseThrow();
        assertEquals(List.of(), faults.sorted());
        return RouteLint.of(config, "am.yml", RULES).stream()
                .map(LintFinding::toString)
                .toList();
    }
}
