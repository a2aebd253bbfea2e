package dev.monitoring.alerts.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.RuleGroup;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What everybody who sends alerts in Prometheus' way is expected to do, scenario by scenario, a rule evaluated every 15 seconds
 * of virtual time. How often alerts are sent again is tested where they are forwarded.
 *
 * @see <a href="https://github.com/prometheus/compliance/tree/main/alert_generator">Alert generator compliance</a>
 */
class AlertGeneratorScenariosTest {
    private static final Duration STEP = Duration.ofSeconds(15);

    private static RuleScenario scenario(AlertRule rule, String... series) {
        RuleScenario scenario = RuleScenario.builder()
                .step(STEP)
                .rules(RuleGroup.of("g", STEP, rule))
                .build();
        for (String one : series) {
            scenario.series(one, STEP);
        }
        return scenario;
    }

    private static AlertRule high() {
        return AlertRule.of("High", "load > 10");
    }

    /** What happened up to a second, each with the second of it. */
    private static List<String> story(RuleScenario scenario, int untilSecond) {
        scenario.advanceTo(Duration.ofSeconds(untilSecond));
        assertEquals(List.of(), scenario.errors());
        return scenario.transitions().stream()
                .map(one -> one.timeMillis() / 1_000 + " " + one.from() + "→" + one.to())
                .toList();
    }

    @Test
    void isPendingForAsLongAsForSaysAndThenFiresUntilItCeases() {
        RuleScenario scenario = scenario(high().holdingFor(Duration.ofSeconds(45)), "load 1 20x5 1x20");

        assertEquals(List.of("15 inactive→pending", "60 pending→firing", "105 firing→inactive"), story(scenario, 300));
    }

    @Test
    void firesAtOnceWithoutFor() {
        assertEquals(
                List.of("15 inactive→firing", "45 firing→inactive"), story(scenario(high(), "load 1 20x1 1x20"), 300));
    }

    @Test
    void neverFiresWhereTheConditionCeasesBeforeForHasElapsed() {
        RuleScenario scenario = scenario(high().holdingFor(Duration.ofSeconds(45)), "load 1 20 20 20 1 20 20 20 1x20");

        assertEquals(
                List.of("15 inactive→pending", "60 pending→inactive", "75 inactive→pending", "120 pending→inactive"),
                story(scenario, 300));
    }

    @Test
    void goesOnFiringForKeepFiringFor() {
        RuleScenario scenario = scenario(high().keepingFiringFor(Duration.ofSeconds(60)), "load 20 20 1x30");

        assertEquals(List.of("0 inactive→firing", "90 firing→inactive"), story(scenario, 300));
    }

    @Test
    void isOneAlertWhileItFlapsWithinKeepFiringFor() {
        RuleScenario scenario = scenario(high().keepingFiringFor(Duration.ofSeconds(60)), "load 20 1 1 20 1 1 20 1x30");

        assertEquals(List.of("0 inactive→firing", "165 firing→inactive"), story(scenario, 400));
    }

    @Test
    void isAnotherAlertEachTimeItFlapsWithout() {
        assertEquals(
                List.of("0 inactive→firing", "15 firing→inactive", "30 inactive→firing", "45 firing→inactive"),
                story(scenario(high(), "load 20 1 20 1x30"), 300));
    }

    @Test
    void isActiveSinceTheLatestTimeThatItBegan() {
        RuleScenario scenario = scenario(high(), "load 20 1 20x30");

        scenario.advanceTo(Duration.ofMinutes(2));

        assertEquals(30_000, scenario.alerts().get(0).state().activeAtMillis());
    }

    @Test
    void resolvesWhenItsSeriesEnds() {
        assertEquals(
                List.of("0 inactive→firing", "30 firing→inactive"), story(scenario(high(), "load 20 20 stale"), 300));
    }

    @Test
    void resolvesFiveMinutesAfterTheLastSampleOfASeriesThatVanishes() {
        assertEquals(List.of("0 inactive→firing", "315 firing→inactive"), story(scenario(high(), "load 20 20"), 600));
    }

    @Test
    void forgetsAPendingAlertWhoseSeriesVanishes() {
        RuleScenario scenario = scenario(high().holdingFor(Duration.ofSeconds(60)), "load 20 20 stale");

        assertEquals(List.of("0 inactive→pending", "30 pending→inactive"), story(scenario, 300));
        assertEquals(List.of(), scenario.alerts());
    }

    @Test
    void isOneAlertForEachSeriesAndEachHasItsOwnClock() {
        RuleScenario scenario = scenario(
                high().holdingFor(Duration.ofSeconds(30)),
                "load{host=\"a\"} 20x10 1x10",
                "load{host=\"b\"} 1 1 20x20",
                "load{host=\"c\"} 1x30");

        scenario.advanceTo(Duration.ofSeconds(45));
        assertEquals(List.of("a firing", "b pending"), states(scenario));
        scenario.advanceTo(Duration.ofSeconds(165));
        assertEquals(List.of("a inactive", "b firing"), states(scenario));
    }

    private static List<String> states(RuleScenario scenario) {
        return scenario.alerts().stream()
                .map(alert -> alert.labels().get("host") + " " + alert.state().word())
                .sorted()
                .toList();
    }

    @Test
    void isAnotherAlertWhereATemplatedLabelChanges() {
        AlertRule rule = high().holdingFor(STEP)
                .withLabel("severity", "{{ if gt $value 50.0 }}critical{{ else }}warning{{ end }}");
        RuleScenario scenario = scenario(rule, "load 20 20 20 90x20");

        scenario.advanceTo(Duration.ofSeconds(45));
        assertEquals(
                List.of("critical pending", "warning inactive"),
                scenario.alerts().stream()
                        .map(alert -> alert.labels().get("severity") + " "
                                + alert.state().word())
                        .sorted()
                        .toList());
        scenario.advanceTo(Duration.ofSeconds(60));
        assertTrue(scenario.alerts().stream()
                .anyMatch(alert -> "critical".equals(alert.labels().get("severity"))
                        && alert.state().word().equals("firing")));
    }

    @Test
    void saysTheNewestValueInItsAnnotationsWithoutBeingAnotherAlert() {
        RuleScenario scenario = scenario(
                high().withAnnotation("summary", "{{ $labels.host }}: {{ $value }}"), "load{host=\"a\"} 20 30 1x30");

        scenario.advanceTo(STEP);
        assertEquals("a: 30", only(scenario).annotations().get("summary"));
        scenario.advanceTo(Duration.ofSeconds(60));
        assertEquals("a: 30", only(scenario).annotations().get("summary"), "resolved, it says what it said last");
        assertEquals(0, only(scenario).state().activeAtMillis());
    }

    @Test
    void takesTheLabelsOfTheRuleBeforeThoseOfTheSeries() {
        RuleScenario scenario = scenario(
                high().withLabel("team", "db").withLabel("host", ""),
                "load{host=\"a\", team=\"web\", zone=\"1\"} 20x9");

        scenario.advanceTo(STEP);

        assertEquals(
                "{alertname=\"High\", team=\"db\", zone=\"1\"}",
                only(scenario).labels().toString());
    }

    @Test
    void firesForNothingThatIsNaNAndForTheInfinite() {
        assertEquals(List.of(), story(scenario(high(), "load NaN NaN NaN"), 60));
        assertEquals(List.of("0 inactive→firing"), story(scenario(high(), "load Inf Inf Inf"), 30));
    }

    @Test
    void firesForWhatIsAbsentWithTheLabelsThatWereAskedFor() {
        AlertRule gone = AlertRule.of("Gone", "absent(up{job=\"db\"})");
        RuleScenario scenario = scenario(gone, "up{job=\"db\"} 1 stale stale 1 1");

        assertEquals(List.of("15 inactive→firing", "45 firing→inactive"), story(scenario, 60));
        assertEquals("db", only(scenario).labels().get("job"));
    }

    @Test
    void remembersWhatIsResolvedForAQuarterOfAnHour() {
        RuleScenario scenario = scenario(high(), "load 20 1x100");

        scenario.advanceTo(Duration.ofSeconds(15 + 900));
        assertEquals("inactive", only(scenario).state().word());
        scenario.advanceTo(Duration.ofSeconds(15 + 915));

        assertEquals(List.of(), scenario.alerts());
    }

    @Test
    void failsAsAWholeWhereTwoAlertsWouldHaveTheSameLabels() {
        RuleScenario scenario =
                scenario(high().withLabel("host", "all"), "load{host=\"a\"} 20x9", "load{host=\"b\"} 20x9");

        scenario.advanceTo(STEP);

        assertEquals(List.of(), scenario.alerts());
        assertTrue(
                scenario.errors().get(0).contains("same labelset"),
                scenario.errors().toString());
    }

    private static Alert only(RuleScenario scenario) {
        assertEquals(1, scenario.alerts().size(), () -> scenario.alerts() + " " + scenario.errors());
        return scenario.alerts().get(0);
    }
}
