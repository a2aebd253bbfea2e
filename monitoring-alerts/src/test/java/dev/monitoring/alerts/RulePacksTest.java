package dev.monitoring.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.config.RuleFileReader;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.Rule;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.alerts.testing.RuleScenario;
import dev.monitoring.alerts.testing.RuleTestFile;
import dev.monitoring.alerts.yaml.Faults;
import dev.monitoring.alerts.yaml.YamlMap;
import dev.monitoring.alerts.yaml.YamlReader;
import dev.monitoring.alerts.yaml.YamlValue;
import dev.monitoring.core.ConfigurationException;
import dev.monitoring.core.Monitoring;
import dev.monitoring.core.MonitoringBuilder;
import dev.monitoring.core.query.Outline;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RulePacksTest {
    private static final Path PACKS = Path.of("src/main/resources/dev/monitoring/alerts/packs");
    private static final Path TESTS = Path.of("src/test/resources/dev/monitoring/alerts/packs");
    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
    private static final Duration RETENTION = Duration.ofMinutes(60);
    private static final Set<String> SEVERITIES = Set.of("critical", "warning", "info");

    @TempDir
    private Path directory;

    static List<String> packs() {
        return RulePacks.NAMES;
    }

    @Test
    void thereIsAFileForEachNameAndANameForEachFile() throws IOException {
        try (Stream<Path> files = Files.list(PACKS)) {
            Set<String> found = new TreeSet<>();
            files.forEach(file -> found.add(file.getFileName().toString()));
            Set<String> named = new TreeSet<>();
            RulePacks.NAMES.forEach(name -> named.add(name + ".yml"));

            assertEquals(named, found);
        }
    }

    @Test
    void autoStandsForAllAndAWrongNameIsTold() {
        assertEquals(
                RulePacks.NAMES.size(), RulePacks.resources(List.of("auto")).size());
        assertEquals(
                List.of(
                        "classpath:dev/monitoring/alerts/packs/host.yml",
                        "classpath:dev/monitoring/alerts/packs/redis.yml"),
                RulePacks.resources(List.of("redis", "host")));
        assertEquals(
                Optional.of("there is no pack \"postgress\"; did you mean postgres?"), RulePacks.fault("postgress"));
        assertTrue(RulePacks.fault("mainframe").orElse("").contains("there are host, jvm, "));
    }

    @Test
    void runsThePacksThatAreNamed() {
        try (Monitoring monitoring = monitoring("redis, self").start()) {
            Await.until(
                    "both packs are evaluated",
                    () -> answer(monitoring, "count(monitoring_rule_group_evaluations_total > 0)")
                            .equals(List.of(2.0)));

            assertEquals(List.of(0.0), answer(monitoring, "sum(monitoring_rule_group_failing_rules)"));
            assertEquals(
                    List.of((double) alerts("redis").size() + alerts("self").size()),
                    answer(monitoring, "sum(monitoring_rule_group_rules)"));
        }
    }

    @Test
    void refusesToStartWithAPackThatIsNone() {
        ConfigurationException refusal = assertThrows(
                ConfigurationException.class, () -> monitoring("hosts").start());

        assertTrue(
                String.valueOf(refusal.getMessage())
                        .contains("monitoring.alerts.packs: there is no pack \"hosts\"; did you mean host?"),
                refusal.getMessage());
    }

    private static MonitoringBuilder monitoring(String packs) {
        return Monitoring.builder()
                .withoutDiscovery()
                .set("monitoring.interval", "100ms")
                .set("monitoring.alerts.packs", packs)
                .extension(new AlertsExtension());
    }

    /** The values of the elements that an expression yields now. */
    private static List<Double> answer(Monitoring monitoring, String expression) {
        VectorValue vector = (VectorValue) monitoring
                .query(expression)
                .at(Instant.ofEpochMilli(Clock.system().epochMillis()))
                .value();
        return vector.samples().stream().map(VectorSample::value).toList();
    }

    @ParameterizedTest
    @MethodSource("packs")
    void eachRuleFiresAndResolves(String pack) {
        RuleTestFile.Outcome outcome = RuleTestFile.run(TESTS.resolve(pack + "-test.yml"));

        assertEquals(List.of(), outcome.faults());
        assertEquals(
                alerts(pack).stream().map(AlertRule::name).toList(),
                scenarios(pack).stream()
                        .map(scenario -> scenario.text("name").orElse(""))
                        .toList(),
                "each rule has its scenario");
        assertEquals(2 * outcome.tests(), outcome.checks());
    }

    /** What a scenario expects says that only its own alert fires, and that none does later. */
    @ParameterizedTest
    @MethodSource("packs")
    void eachScenarioIsAboutItsRule(String pack) {
        for (YamlMap scenario : scenarios(pack)) {
            List<YamlMap> checks = maps(scenario, "promql_expr_test");
            String name = scenario.text("name").orElse("");

            List<YamlMap> firing = maps(checks.get(0), "exp_samples");
            assertFalse(firing.isEmpty(), name);
            for (YamlMap sample : firing) {
                assertTrue(sample.text("labels").orElse("").contains("alertname=\"" + name + "\""), name);
            }
            assertEquals(List.of(), maps(checks.get(1), "exp_samples"), name);
            checks.forEach(
                    check -> assertEquals(Optional.of("ALERTS{alertstate=\"firing\"}"), check.text("expr"), name));
        }
    }

    @ParameterizedTest
    @MethodSource("packs")
    void eachAlertSaysWhatItMeansAndWhatToDo(String pack) {
        Set<String> names = new HashSet<>();
        for (AlertRule alert : alerts(pack)) {
            String name = alert.name();
            assertTrue(names.add(name), name + " stands there twice");
            assertTrue(SEVERITIES.contains(alert.labels().getOrDefault("severity", "")), name);
            assertEquals(List.of("severity"), List.copyOf(alert.labels().keySet()), name);
            assertEquals(
                    Set.of("summary", "description", "runbook"),
                    alert.annotations().keySet(),
                    name);
            String runbook = alert.annotations().getOrDefault("runbook", "");
            List<String> parts =
                    runbook.lines().filter(line -> !line.startsWith(" ")).toList();
            assertEquals(3, parts.size(), name + ": " + runbook);
            assertTrue(parts.get(0).startsWith("Meaning: "), name);
            assertTrue(parts.get(1).startsWith("Confirm: "), name);
            assertTrue(parts.get(2).startsWith("Do: "), name);
        }
    }

    @ParameterizedTest
    @MethodSource("packs")
    void noRuleLooksFurtherBackThanSamplesAreKept(String pack) {
        for (AlertRule alert : alerts(pack)) {
            for (Outline.Selector selector : Outline.of(alert.expression()).selectors()) {
                Duration range = selector.range().orElse(Duration.ZERO);
                assertTrue(range.compareTo(RETENTION) < 0, alert.name() + ": " + selector.text());
                assertTrue(!selector.isRange() || range.compareTo(Duration.ofMinutes(5)) >= 0, alert.name());
            }
            assertTrue(alert.timing().holdFor().compareTo(RETENTION) < 0, alert.name());
        }
    }

    @Test
    void noNameIsUsedByTwoPacks() {
        Set<String> names = new HashSet<>();
        for (String pack : RulePacks.NAMES) {
            alerts(pack).forEach(alert -> assertTrue(names.add(alert.name()), alert.name()));
        }
        assertTrue(names.size() > 100, names::toString);
    }

    @ParameterizedTest
    @MethodSource("packs")
    void annotationsCanBeReadByPeople(String pack) {
        for (YamlMap scenario : scenarios(pack)) {
            String name = scenario.text("name").orElse("");
            RuleScenario rules = RuleScenario.builder()
                    .ruleFile(PACKS.resolve(pack + ".yml"))
                    .build();
            for (YamlMap series : maps(scenario, "input_series")) {
                rules.series(
                        series.text("series").orElse("") + " "
                                + series.text("values").orElse(""),
                        Duration.ofMinutes(1));
            }
            rules.advanceTo(maps(scenario, "promql_expr_test")
                    .get(0)
                    .duration("eval_time")
                    .orElse(Duration.ZERO));
            List<Alert> firing = rules.alerts(name).stream()
                    .filter(alert -> alert.state() instanceof Firing)
                    .toList();

            assertFalse(firing.isEmpty(), name);
            for (Alert alert : firing) {
                alert.annotations().forEach((annotation, text) -> {
                    for (String broken : List.of("<error", "<no value>", "{{", "}}", "NaN", "%!", "\"\"")) {
                        assertFalse(text.contains(broken), name + " " + annotation + ": " + text);
                    }
                });
            }
        }
    }

    @Test
    void promtoolFindsThemSoundToo() throws Exception {
        assumeTrue(Files.isExecutable(PROMTOOL), "promtool is not installed: no " + PROMTOOL);
        List<String> check = new ArrayList<>(List.of(PROMTOOL.toString(), "check", "rules"));
        List<String> test = new ArrayList<>(List.of(PROMTOOL.toString(), "test", "rules"));
        for (String pack : RulePacks.NAMES) {
            check.add(PACKS.resolve(pack + ".yml").toString());
            test.add(TESTS.resolve(pack + "-test.yml").toString());
        }

        run(check);
        run(test);
    }

    private void run(List<String> command) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertTrue(process.waitFor(1, TimeUnit.MINUTES), "promtool does not end");
        String said = Files.readString(output);
        assertEquals(0, process.exitValue(), said);
        assertFalse(said.contains("FAILED"), said);
    }

    private static List<AlertRule> alerts(String pack) {
        Faults faults = new Faults();
        Path file = PACKS.resolve(pack + ".yml");
        List<AlertRule> alerts = new ArrayList<>();
        for (RuleGroup group : new RuleFileReader(
                        new RuleFileReader.Defaults(Duration.ofSeconds(5), Duration.ZERO, false), faults)
                .read(file, file.toString())) {
            for (Rule rule : group.rules()) {
                alerts.add((AlertRule) rule);
            }
        }
        assertEquals(List.of(), faults.sorted().stream().map(Fault::toString).toList());
        return alerts;
    }

    private static List<YamlMap> scenarios(String pack) {
        Path file = TESTS.resolve(pack + "-test.yml");
        return maps(
                YamlReader.read(file, file.toString(), new Faults())
                        .flatMap(YamlValue::map)
                        .orElseThrow(),
                "tests");
    }

    private static List<YamlMap> maps(YamlMap map, String key) {
        return map.items(key).stream()
                .map(YamlValue::map)
                .flatMap(Optional::stream)
                .toList();
    }
}
