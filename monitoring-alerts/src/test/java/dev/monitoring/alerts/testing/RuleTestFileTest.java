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

    /** As promtool does: what rules that fail leave behind is no result. */
    @Test
    void aRuleThatFailsFailsTheTest() throws IOException {
        Files.writeString(directory.resolve("failing.yml"), """
                groups:
                - name: g
                  rules:
                  - {alert: Ratio, expr: errors / on (job) requests > 1}
                """);

        RuleTestFile.Outcome outcome = run("""
                rule_files: [failing.yml]
                tests:
                - input_series:
                  - {series: 'errors{job="a"}', values: '1x10'}
                  - {series: 'requests{job="a", x="1"}', values: '1x10'}
                  - {series: 'requests{job="a", x="2"}', values: '_ _ 1x10'}
                  alert_rule_test:
                  - {eval_time: 1m, alertname: Ratio}
                  - {eval_time: 5m, alertname: Ratio}
                """);

        List<String> told = outcome.faults().stream().map(Fault::toString).toList();
        assertEquals(1, told.size(), told::toString);
        assertTrue(
                told.get(0).contains(":3:3: at 2m rules fail: Ratio: found duplicate series for the match group"),
                told::toString);
    }

    @Test
    void samplesLieAsFarApartAsEvaluationsUnlessSaid() throws IOException {
        RuleTestFile.Outcome outcome = run("""
                evaluation_interval: 15s
                tests:
                - input_series: [{series: x, values: 0+1x100}]
                  promql_expr_test:
                  - {expr: x, eval_time: 1m, exp_samples: [{labels: x, value: 4}]}
                """);

        assertEquals(List.of(), outcome.faults());
    }

    @Test
    void timeBeginsWhenTheFileSays() throws IOException {
        RuleTestFile.Outcome outcome = run("""
                tests:
                - start_timestamp: 2026-01-31T14:00:00Z
                  input_series: [{series: x, values: 0+1x10}]
                  promql_expr_test:
                  - {expr: hour() + x * 0, eval_time: 5m, exp_samples: [{labels: '{}', value: 14}]}
                - start_timestamp: 1767355200
                  input_series: [{series: x, values: 0+1x10}]
                  promql_expr_test:
                  - {expr: timestamp(x), eval_time: 5m, exp_samples: [{labels: '{}', value: 1767355500}]}
                - start_timestamp: yesterday
                """);

        List<String> told = outcome.faults().stream().map(Fault::toString).toList();
        assertEquals(1, told.size(), told::toString);
        assertTrue(told.get(0).contains("\"yesterday\" is no time; write seconds since 1970"), told::toString);
    }

    @Test
    void readsNumbersAsYamlWritesThemAndEachExpectationOnce() throws IOException {
        RuleTestFile.Outcome outcome = run("""
                group_eval_order: [a, b, a]
                tests:
                - input_series: [{series: x, values: 9 9}, {series: '{__name__="x"}', values: 1 1}]
                  promql_expr_test:
                  - {expr: x / 0, eval_time: 0, exp_samples: [{value: .inf, labels: '{}'}]}
                  - {expr: -x / 0, eval_time: 0, exp_samples: [{value: -.Inf, labels: '{}'}]}
                  - {expr: x * 1e3, eval_time: 0, exp_samples: [{value: 1_000, labels: '{}'}]}
                  - {expr: x, eval_time: 0, exp_samples: [{value: 1, labels: x}, {value: 1, labels: x}]}
                """);

        List<String> told = outcome.faults().stream().map(Fault::toString).toList();
        assertEquals(2, told.size(), told::toString);
        assertTrue(told.get(0).contains(":1:26: group_eval_order: \"a\" stands here a second time"), told::toString);
        assertTrue(told.get(1).contains("labels x are expected a second time"), told::toString);
    }

    @Test
    void findsRuleFilesInManyFolders() throws IOException {
        for (String folder : List.of("a", "b")) {
            Files.createDirectories(directory.resolve("rules/" + folder));
            Files.writeString(
                    directory.resolve("rules/" + folder + "/my.rules.yml"),
                    "groups: [{name: g, rules: [{record: from:" + folder + ", expr: vector(1)}]}]");
        }

        RuleTestFile.Outcome outcome = run("""
                rule_files: ['rules/*/my.rules.yml', 'nowhere/*.yml']
                tests:
                - promql_expr_test:
                  - expr: from:a + on() from:b
                    eval_time: 1m
                    exp_samples: [{labels: '{}', value: 2}]
                """);

        assertEquals(List.of(), outcome.faults());
    }

    private RuleTestFile.Outcome run(String text) throws IOException {
        Files.writeString(directory.resolve("rules.yml"), RULES);
        return RuleTestFile.run(Files.writeString(directory.resolve("test.yaml"), text));
    }
}
