package dev.monitoring.alerts.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.config.RuleFileReader;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.alerts.yaml.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuleLintTest {
    private static final Path PACKS = Path.of("src/main/resources/dev/monitoring/alerts/packs");
    private static final RuleLint LINT = new RuleLint(Duration.ofSeconds(5), false);

    @Test
    void tellsAValueInALabelButNotAQuestionAboutIt() {
        assertEquals(
                List.of(
                        "r.yml:5:5: alert A: label level holds the value, so that each change of it ends the alert and begins"
                                + " another, which never fires if there is a for; move it to an annotation (value-in-label)"),
                told("""
                        alert: A
                        expr: up == 0
                        labels: {level: "{{ $value | humanize }}", severity: "{{ if gt $value 9.0 }}critical{{ end }}"}
                        annotations: {summary: "{{ $value }}"}
                        """));
        assertEquals(
                1,
                kinds("alert: A\nexpr: up == 0\nlabels: {x: '{{ printf \"%.0f\" .Value }}'}")
                        .size());
    }

    @Test
    void tellsAForBelowTheInterval() {
        assertEquals(
                List.of(
                        "r.yml:5:5: alert A: for: 10s is shorter than the interval of its group, 30s, so that the alert fires at"
                                + " its second evaluation, whatever for says; use a multiple of the interval (for-below-interval)"),
                told("alert: A\nexpr: up == 0\nfor: 10s"));
        assertEquals(List.of(), told("alert: A\nexpr: up == 0\nfor: 30s"));
        assertEquals(List.of(), told("alert: A\nexpr: up == 0"));
    }

    @Test
    void tellsARangeWithTooFewSamples() {
        assertEquals(
                List.of(
                        "r.yml:5:5: record a:b: expr 1:10: rate(x_total[15s]) reaches back 15s, and samples come every 5s, so"
                                + " that one lost sample leaves a gap; use at least 20s (short-range)"),
                told("record: a:b\nexpr: sum(rate(x_total[15s]))"));
        assertEquals(List.of(), told("record: a:b\nexpr: rate(x_total[20s]) + last_over_time(y[5s])"));
    }

    @Test
    void tellsAnAlertThatComparesNothing() {
        assertEquals(
                List.of(
                        "r.yml:5:5: alert A: the expression compares nothing, so that the alert fires as long as there are"
                                + " series, whatever their value; add a comparison, for example > 0 (no-condition)"),
                told("alert: A\nexpr: up"));
        assertEquals(List.of(LintKind.NO_CONDITION), kinds("alert: A\nexpr: rate(errors_total[5m])"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vector(1)",
                "absent(up)",
                "a and b",
                "sum(up == 0) / count(up)",
                "job:broken:ratio",
                "ALERTS{severity=\"critical\"}",
                "index_size_bytes{name=~\".*_broken\"}"
            })
    void takesForAConditionWhatMayBeOne(String expression) {
        assertEquals(List.of(), told("alert: A\nexpr: " + expression));
    }

    @Test
    void tellsALabelThatTheExpressionTakesAway() {
        assertEquals(
                List.of(
                        "r.yml:5:5: alert A: annotation summary names $labels.instance, which the expression takes away, so that"
                                + " it comes out empty; keep it with by (instance) or on (instance), or leave it out of the text"
                                + " (lost-label)"),
                told("""
                        alert: A
                        expr: sum by (job) (up) == 0
                        annotations:
                          summary: "{{ $labels.instance }} of {{ $labels.job }}, again {{ $labels.instance }}"
                        """));
        assertEquals(List.of(), told("""
                        alert: A
                        expr: sum by (job) (up) == 0
                        annotations: {summary: "{{ with $labels.instance }}{{ . }}{{ end }}{{ $labels.job }}"}
                        """));
    }

    @Test
    void tellsAbsentWithARegularExpression() {
        assertEquals(
                List.of(
                        "r.yml:5:5: alert A: expr 1:8: absent with job=~\"api|db\" yields something only where all that fit are"
                                + " missing, and does not say which; write one absent for each, joined by or (absent-regex)"),
                told("alert: A\nexpr: absent(up{job=~\"api|db\"})"));
    }

    @Test
    void tellsAlertsThatCannotBeToldApart() {
        List<String> told = told("""
                alert: A
                expr: a > 1
                labels: {severity: warning}
                """, """
                alert: A
                expr: a > 2
                labels: {severity: critical}
                """, """
                alert: A
                expr: b > 2
                labels: {severity: warning}
                """);

        assertEquals(1, told.size(), told::toString);
        assertTrue(
                told.get(0).startsWith("r.yml:11:5: alert A: has the name and the labels of the rule at r.yml:5:5"),
                told::toString);
    }

    @Test
    void findsNothingInTheRulesThatComeWithTheLibrary() throws IOException {
        assertEquals(
                List.of(),
                LINT.of(files(PACKS)).stream().map(LintFinding::toString).toList());
    }

    static List<RuleGroup> files(Path directory) throws IOException {
        Faults faults = new Faults();
        RuleFileReader reader =
                new RuleFileReader(new RuleFileReader.Defaults(Duration.ofSeconds(5), Duration.ZERO, false), faults);
        List<RuleGroup> groups = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> file.toString().endsWith(".yml"))
                    .sorted()
                    .forEach(file ->
                            groups.addAll(reader.read(file, file.getFileName().toString())));
        }
        assertEquals(List.of(), faults.sorted());
        return groups;
    }

    static List<RuleGroup> groups(String... rules) {
        StringBuilder yaml = new StringBuilder("groups:\n- name: g\n  interval: 30s\n  rules:\n");
        for (String rule : rules) {
            yaml.append("  - ").append(rule.strip().replace("\n", "\n    ")).append('\n');
        }
        Faults faults = new Faults();
        List<RuleGroup> groups = new RuleFileReader(
                        new RuleFileReader.Defaults(Duration.ofSeconds(5), Duration.ZERO, false), faults)
                .parse(yaml.toString(), "r.yml");
        assertEquals(List.of(), faults.sorted(), yaml::toString);
        return groups;
    }

    private static List<String> told(String... rules) {
        return LINT.of(groups(rules)).stream().map(LintFinding::toString).toList();
    }

    private static List<LintKind> kinds(String... rules) {
        return LINT.of(groups(rules)).stream().map(LintFinding::kind).toList();
    }
}
