package dev.monitoring.alerts.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.alert.AlertTiming;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.NoDataPolicy;
import dev.monitoring.alerts.rule.RecordingRule;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.alerts.yaml.Faults;
import dev.monitoring.core.settings.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RuleFileReaderTest {
    private final Faults faults = new Faults();
    private final RuleFileReader reader =
            new RuleFileReader(new RuleFileReader.Defaults(Duration.ofSeconds(5), Duration.ZERO, false), faults);

    @Test
    void readsEverythingThatARuleFileMaySay() {
        List<RuleGroup> groups = reader.parse("""
                groups:
                - name: host
                  interval: 1m30s
                  limit: 10
                  query_offset: 30s
                  labels: {team: ops, severity: info}
                  no_data: keep
                  rules:
                  - record: job:up:sum
                    expr: sum by (job) (up)
                    labels:
                      level: job
                  - alert: Down
                    expr: |
                      up
                        == 0
                    for: 5m
                    keep_firing_for: 10m
                    no_data: alerting
                    labels:
                      severity: "{{ $value }}"
                    annotations:
                      summary: down
                      description: ""
                """, "r.yml");

        assertEquals(List.of(), faults.sorted());
        RuleGroup group = groups.get(0);
        assertEquals("r.yml", group.file());
        assertEquals(Duration.ofSeconds(90), group.interval());
        assertEquals(Duration.ofSeconds(30), group.queryOffset());
        assertEquals(10, group.limit());
        RecordingRule recording = (RecordingRule) group.rules().get(0);
        assertEquals(Map.of("team", "ops", "severity", "info", "level", "job"), recording.labels());
        assertEquals("r.yml:9:5", recording.origin().toString());
        AlertRule alert = (AlertRule) group.rules().get(1);
        assertEquals("up\n  == 0\n", alert.expression());
        assertEquals(new AlertTiming(Duration.ofMinutes(5), Duration.ofMinutes(10)), alert.timing());
        assertEquals(Map.of("team", "ops", "severity", "{{ $value }}"), alert.labels());
        assertEquals(Map.of("summary", "down", "description", ""), alert.annotations());
        assertEquals(NoDataPolicy.ALERTING, alert.noData());
    }

    @Test
    void hasDefaults() {
        RuleGroup group = reader.parse("groups: [{name: g, rules: [{alert: A, expr: up}]}]", "r.yml")
                .get(0);

        assertEquals(Duration.ofSeconds(5), group.interval());
        assertEquals(0, group.limit());
        assertEquals(NoDataPolicy.OK, ((AlertRule) group.rules().get(0)).noData());
    }

    @Test
    void tellsAllFaultsAtOnceAndKeepsSoundGroups() {
        List<RuleGroup> groups = reader.parse("""
                groups:
                - name: broken
                  intervall: 5s
                  rules:
                  - alert: A
                    expr: sum(up
                    for: soon
                    labels:
                      1st: x
                      __name__: y
                    annotations:
                      summary: "all {{ bad }}"
                  - record: "not a name"
                    expr: up
                  - record: ok
                    expr: up
                    for: 5m
                  - expr: up
                  - alert: B
                    record: c
                    expr: up
                  - alert: C
                - name: sound
                  rules:
                  - alert: D
                    expr: up == 0
                - name: sound
                  rules: []
                - rules: nothing
                extra: 1
                """, "r.yml");

        assertEquals(List.of("sound"), groups.stream().map(RuleGroup::name).toList());
        assertEquals(
                List.of(
                        "r.yml:3:3: \"intervall\" is not a key of a rule group; did you mean \"interval\"?",
                        "r.yml:6:17: expr: 1:7: parse error: unclosed left parenthesis; close it with \")\"",
                        "r.yml:7:10: for: \"soon\" is not a duration; use for example 500ms, 5s, 5m, 1h30m, 5d",
                        "r.yml:9:7: label name \"1st\" is not allowed; use letters, digits and _, not beginning with a"
                                + " digit, and not __name__",
                        "r.yml:10:7: label name \"__name__\" is not allowed; use letters, digits and _, not beginning"
                                + " with a digit, and not __name__",
                        "r.yml:12:24: template: function \"bad\" not defined; see the functions of templates",
                        "r.yml:13:5: record \"not a name\" is no metric name; use letters, digits, _ and :, for example"
                                + " job:http_requests:rate5m",
                        "r.yml:17:5: \"for\" is for alerts; remove it from recording rule \"ok\"",
                        "r.yml:18:5: has neither \"alert\" nor \"record\"; name it with one of them",
                        "r.yml:19:5: has both \"record\" and \"alert\"; make two rules of it",
                        "r.yml:22:5: \"expr\" is missing; add it, for example \"expr: up == 0\"",
                        "r.yml:27:3: group \"sound\" stands here a second time; give it another name, or add its rules to"
                                + " r.yml:23:3",
                        "r.yml:29:3: \"name\" is missing; add it, for example \"name: host\"",
                        "r.yml:29:10: rules: is a single value; a list belongs here, each item after a hyphen",
                        "r.yml:30:1: \"extra\" is not a key of a rule file; its keys are groups"),
                faults.sorted().stream().map(Fault::toString).toList());
    }

    @Test
    void namesThePlaceInsideABlockOfText() {
        reader.parse("""
                groups:
                - name: g
                  rules:
                  - alert: A
                    expr: |
                      sum(up)
                        by (job
                """, "r.yml");

        assertTrue(faults.sorted().get(0).toString().startsWith("r.yml:8:7: expr: 3:1: "), faults.sorted()::toString);
    }

    @Test
    void refusesWhatIsNoRuleFile() {
        reader.parse("- a\n- b\n", "list.yml");
        reader.parse("groups: [", "broken.yml");
        reader.parse("a: 1\n---\nb: 2\n", "two.yml");
        reader.parse("groups: !!java.net.URL [x]", "tag.yml");
        reader.read(Path.of("no/such/file.yml"), "no/such/file.yml");

        List<String> told = faults.sorted().stream().map(Fault::toString).toList();
        assertEquals(5, told.size(), told::toString);
        assertTrue(told.get(0).startsWith("broken.yml:1:"), told::toString);
        assertTrue(told.get(1).startsWith("list.yml:1:1: is a list; keys with values belong here"), told::toString);
        assertTrue(told.get(2).startsWith("no/such/file.yml: does not exist"), told::toString);
        assertTrue(told.get(3).startsWith("tag.yml:1:9: "), told::toString);
        assertTrue(told.get(4).startsWith("two.yml:3:1: a second document begins here"), told::toString);
    }

    @Test
    void saysWhatIsToBeClosedAndWhereItBegins() {
        reader.parse("groups:\n- name: g\n  rules:\n  - {alert: A, expr: up\n  - {alert: B, expr: up}\n", "a.yml");
        reader.parse("groups:\n- name: \"g\n  rules: []\n", "b.yml");
        reader.parse("groups:\n- name: g\n   rules: []\n", "c.yml");
        reader.parse("groups:\n- name: g\n  rules:\n  - alert: A\n   expr: up\n", "d.yml");

        List<String> told = faults.sorted().stream().map(Fault::toString).toList();
        assertTrue(
                told.get(0).contains("a.yml:5:5: YAML: ") && told.get(0).contains("begins at 4:5; close it"),
                told::toString);
        assertTrue(told.get(1).contains("begins at 2:9; close it"), told::toString);
        assertTrue(told.get(2).contains("check the indentation"), told::toString);
        assertTrue(
                told.get(3).contains("d.yml:5:4: ") && told.get(3).contains("check the indentation"), told::toString);
    }

    @Test
    void anEmptyFileHasNoGroups() {
        assertEquals(List.of(), reader.parse("", "empty.yml"));
        assertEquals(List.of(), reader.parse("groups: []", "none.yml"));
        assertEquals(List.of(), faults.sorted());
    }
}
