package dev.monitoring.alerts.slo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.yaml.Faults;
import dev.monitoring.core.settings.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SloFileReaderTest {
    private final Faults faults = new Faults();
    private final SloFileReader reader = new SloFileReader(Duration.ofSeconds(5), faults);

    @Test
    void readsEveryKindOfObjective() {
        List<Objective> objectives = reader.parse("""
                slos:
                - name: errors
                  description: Orders go through.
                  target: 99.95%
                  window: 7d
                  by: [region]
                  max_groups: 5
                  min_events: 0
                  labels: {team: shop, service: checkout}
                  annotations: {runbook_url: "https://example.org/{{ $labels.region }}"}
                  severity: {page: page, ticket: ticket}
                  no_data_for: never
                  events: {good: 'requests_total{code!~"5.."}', total: requests_total}
                - name: speed
                  target: 95
                  latency: {histogram: 'duration_seconds{job="api"}', within: 1s}
                - name: backup
                  target: 99
                  freshness: {timestamp: backup_seconds, within: 26h}
                  no_data_for: 1h
                - name: share
                  target: 99.9
                  ratio: {bad: 1 - avg(up)}
                  alerts:
                  - {severity: page, long: 2h, short: 10m, factor: 7}
                """, "slos.yml");

        assertEquals(List.of(), faults.sorted());
        Objective errors = objectives.get(0);
        assertEquals("errors: 99.95% over 1w", errors.toString());
        assertEquals(0.0005, errors.budgetRatio());
        assertEquals(List.of("region"), errors.by());
        assertEquals(Map.of("team", "shop", "service", "checkout"), errors.labels());
        assertEquals(Optional.empty(), errors.noDataFor());
        assertEquals("slos.yml:2:3", errors.origin().toString());
        assertEquals(
                List.of(
                        new BurnAlert("page", Duration.ofSeconds(840), Duration.ofSeconds(70), 14.4),
                        new BurnAlert("page", Duration.ofSeconds(5_040), Duration.ofSeconds(420), 6),
                        new BurnAlert("ticket", Duration.ofSeconds(60_480), Duration.ofSeconds(5_040), 1)),
                errors.alerts());
        assertEquals("0.0072", errors.threshold(errors.alerts().get(0)));
        assertEquals(
                "good: duration_seconds_bucket{job=\"api\",le=~\"1|1\\\\.0\"}, total: duration_seconds_count{job=\"api\"}",
                objectives.get(1).indicator().description());
        assertEquals(100, objectives.get(1).minimumEvents());
        assertEquals(0, objectives.get(2).minimumEvents());
        assertEquals(Optional.of(Duration.ofHours(1)), objectives.get(2).noDataFor());
        assertEquals(1, objectives.get(3).alerts().size());
    }

    @Test
    void tellsAllFaultsAtOnceWithPlaceAndRemedy() {
        List<Objective> objectives = reader.parse("""
                slos:
                - name: twice
                  target: 100
                  window: 120d
                  events: {bad: 'rate(x_total[5m])', totl: y_total}
                - name: twice
                  ratio: {bad: 'sum(', good: b}
                  by: [window]
                - target: 99
                  latency: {histogram: 'h{', within: soon}
                - name: fast
                  target: 99
                  window: 1h
                  freshness: {timestamp: t_seconds, within: 1h}
                - name: odd name
                  target: many
                  colour: red
                - name: kept
                  target: 99
                  ratio: {good: avg(up)}
                  labels: {team: shop}
                - name: alerts
                  target: 99
                  ratio: {good: avg(up)}
                  annotations: {summary: "{{ .Nope"}
                  alerts:
                  - {severity: page, long: 5m, short: 5m, factor: -1}
                  - {severity: page, long: 60d, short: 1h, factor: 2}
                """, "slos.yml");

        assertEquals(List.of("kept"), objectives.stream().map(Objective::name).toList());
        List<String> told = faults.sorted().stream().map(Fault::toString).toList();
        for (String expected : List.of(
                "slos.yml:3:11: target: 100 % is no target; use more than 0 and less than 100",
                "slos.yml:4:11: window: window 120d is outside 1h to 90d; use for example 30d",
                "slos.yml:5:17: bad: \"rate(x_total[5m])\" is no plain selector of counters",
                "\"totl\" is not a key of \"events\"; did you mean \"total\"?",
                "\"total\" is missing; add it, for example \"total: http_requests_total\"",
                "slos.yml:6:3: objective \"twice\" stands here a second time, after slos.yml:2:3",
                "slos.yml:7:10: has both \"bad\" and \"good\"; leave one of them out",
                "slos.yml:8:8: by: \"window\" cannot be a label here",
                "\"target\" is missing; add it, for example \"target: 99.9\"",
                "\"name\" is missing; add it, for example \"name: checkout\"",
                "slos.yml:10:27: histogram: 1:3: parse error",
                "within: \"soon\" is not a duration",
                "slos.yml:11:3: window 1s of an alert of objective fast is shorter than two evaluations, each after 5s",
                "name: \"odd name\" is no name of an objective",
                "target: \"many\" is no number; write percent, for example 99.9",
                "has nothing to count; add one of events, latency, freshness or ratio",
                "\"colour\" is not a key of an objective",
                "template: ",
                "short window 5m is not shorter than long window 5m; a twelfth of it is usual")) {
            assertTrue(
                    told.stream().anyMatch(fault -> fault.contains(expected)),
                    "\"" + expected + "\" is not in\n" + String.join("\n", told));
        }
    }

    @Test
    void refusesAnAlertLongerThanTheObjective() {
        reader.parse("""
                slos:
                - name: alerts
                  target: 99
                  ratio: {good: avg(up)}
                  alerts:
                  - {severity: page, long: 60d, short: 1h, factor: 2}
                """, "slos.yml");

        assertEquals(
                List.of(
                        "slos.yml:2:3: long window 60d of a burn alert is longer than the objective's window 30d; shorten it,"
                                + " or lengthen the window"),
                faults.sorted().stream().map(Fault::toString).toList());
    }
}
