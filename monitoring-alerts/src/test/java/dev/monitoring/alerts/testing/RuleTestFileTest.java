package dev.monitoring.alerts.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.settings.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleTestFileTest {
    private static final String RULES = """
            groups:
            - name: instances
              rules:
              - record: job:up:sum
                expr: sum by (job) (up)
              - alert: InstanceDown
                expr: up == 0
                for: 5m
                labels: {severity: page}
                annotations:
                  summary: 'Instance {{ $labels.instance }} down for {{ $value }} of {{ with query "count(up)" }}{{ . | first | value }}{{ end }}'
              - alert: JobGone
                expr: job:up:sum < 1
            """;

    @TempDir
    private Path directory;

    @Test
    void passesWhereTheRulesDoWhatTheFileExpects() throws IOException {
        RuleTestFile.Outcome outcome = run("""
                rule_files: [rules.yml]
                evaluation_interval: 1m
                tests:
                - name: goes down
                  interval: 1m
                  input_series:
                  - series: up{job="api", instance="a:1"}
                    values: 0x15
                  - series: up{job="api", instance="b:1"}
                    values: 1x15
                  alert_rule_test:
                  - {eval_time: 4m, alertname: InstanceDown}
                  - eval_time: 10m
                    alertname: InstanceDown
                    exp_alerts:
                    - exp_labels: {severity: page, instance: 'a:1', job: api}
                      exp_annotations: {summary: 'Instance a:1 down for 0 of 2'}
                  promql_expr_test:
                  - expr: job:up:sum
                    eval_time: 10m
                    exp_samples: [{labels: 'job:up:sum{job="api"}', value: 1}]
                  - expr: count(ALERTS{alertstate="firing"}) + 1
                    eval_time: 10m
                    exp_samples: [{labels: '{}', value: 2}]
                """);

        assertEquals(List.of(), outcome.faults());
        assertEquals(1, outcome.tests());
        assertEquals(4, outcome.checks());
    }

    @Test
    void tellsWhatItExpectedAndWhatItFound() throws IOException {
        RuleTestFile.Outcome outcome = run("""
                rule_files: ['*.yml']
                tests:
                - input_series:
                  - {series: 'up{job="api"}', values: '0x10'}
                  alert_rule_test:
                  - eval_time: 3m
                    alertname: JobGone
                    exp_alerts: []
                  promql_expr_test:
                  - {expr: up, eval_time: 1m, exp_samples: [{labels: up, value: 1}]}
                  - {expr: 'sum(', eval_time: 1m}
                """);

        List<String> told = outcome.faults().stream().map(Fault::toString).toList();
        assertEquals(3, told.size(), told::toString);
        assertTrue(
                told.get(0)
                        .contains(
                                ":6:5: at 3m alert JobGone\n  expected: none\n  found:    labels {alertname=\"JobGone\", job=\"api\"}"),
                told::toString);
        assertTrue(
                told.get(1).contains(":10:5: at 1m expr up\n  expected: {up{}=1.0}\n  found:    {up{job=\"api\"}=0.0}"),
                told::toString);
        assertTrue(told.get(2).contains(":11:6: expr: 1:5: parse error"), told::toString);
    }

    @Test
    void tellsWhatIsWrongWithTheFile() throws IOException {
        RuleTestFile.Outcome outcome = run("""
                rule_file: [rules.yml]
                tests:
                - input_series:
                  - {series: 'up{', values: 'one'}
                  - {values: '1'}
                """);

        List<String> told = outcome.faults().stream().map(Fault::toString).toList();
        assertEquals(3, told.size(), told::toString);
        assertTrue(
                told.get(0)
                        .endsWith("\"rule_file\" is not a key of a file of rule tests; did you mean \"rule_files\"?"),
                told::toString);
        assertTrue(told.get(1).contains(":4:"), told::toString);
        assertTrue(told.get(2).contains("\"series\" is missing"), told::toString);
    }

    private RuleTestFile.Outcome run(String text) throws IOException {
        Files.writeString(directory.resolve("rules.yml"), RULES);
        return RuleTestFile.run(Files.writeString(directory.resolve("test.yaml"), text));
    }
}
