package dev.monitoring.alerts.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.Version2;
import dev.monitoring.core.query.value.QueryValue;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.settings.Durations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What 600 of our alerting rules make of made-up series, given to promtool as what it should expect: it agrees to the letter, or says where it
 * does not. Alerts with labels and annotations, pending ones through {@code ALERTS}, and every recorded series.
 */
class PromtoolScenariosTest {
    private static final int FILES = 60;

    /** Every so manieth file is run by ourselves, too. */
    private static final int READ_BACK = 20;

    private static final long SEED = 20_261_121;
    private static final List<String> TIMES = List.of("0s", "1m", "2m", "4m", "7m", "12m", "20m");
    private static final List<String> SERIES = List.of("ALERTS", "ALERTS_FOR_STATE", "job:load:sum", "job:load:count");

    @TempDir
    private Path directory;

    private Path promtool = Path.of("promtool");

    @BeforeEach
    void findPromtool() {
        Optional<Path> found = Stream.concat(
                        Stream.ofNullable(System.getenv("MONITORING_TEST_PROMTOOL")),
                        Stream.of(Optional.ofNullable(System.getenv("PATH"))
                                        .orElse("")
                                        .split(java.io.File.pathSeparator))
                                .map(folder -> folder + "/promtool"))
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(found.isPresent(), "promtool is not on the PATH; install Prometheus to compare with it");
        promtool = found.get();
    }

    @Test
    void agreesWithPromtoolToTheLetter() throws Exception {
        List<String> command = new ArrayList<>(List.of(promtool.toString(), "test", "rules"));
        int alerts = 0;
        for (int i = 0; i < FILES; i++) {
            ScenarioGenerator generator = new ScenarioGenerator(SEED + i);
            String rules = generator.rules();
            Files.writeString(directory.resolve("rules" + i + ".yml"), rules);
            StringBuilder test = new StringBuilder();
            alerts += expectations(test, rules, "rules" + i + ".yml", generator);
            Path file = Files.writeString(directory.resolve("test" + i + ".yaml"), test);
            command.add(file.toString());
            if (i % READ_BACK == 0) {
                RuleTestFile.Outcome own = RuleTestFile.run(file, Version2.options());
                assertEquals(List.of(), own.faults(), "reading our own expectations back, seed " + (SEED + i));
            }
        }

        assertTrue(alerts > 10 * FILES, "only " + alerts + " alerts fired in all files");
        assertEquals("", complaints(command), "seed " + SEED);
    }

    /** What promtool has to say, but for the names of files that pass. */
    private String complaints(List<String> command) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int status = process.waitFor();
        List<String> lines = Files.readAllLines(output).stream()
                .filter(line -> !line.isBlank()
                        && !line.startsWith("Unit Testing:")
                        && !line.strip().equals("SUCCESS"))
                .toList();
        String said = String.join("\n", lines);
        return status == 0 && said.isEmpty() ? "" : "exit status " + status + "\n" + said;
    }

    /** Writes a test file that expects what we find; gives the number of alerts in it. */
    private static int expectations(StringBuilder yaml, String rules, String name, ScenarioGenerator generator) {
        String step = generator.evaluationInterval();
        String interval = generator.interval();
        RuleScenario scenario = RuleScenario.builder()
                .step(Durations.parse(step))
                .options(Version2.options())
                .external(Map.of("site", "berlin"), "http://example.org")
                .ruleText(rules)
                .build();
        yaml.append("rule_files: [").append(name).append("]\ngroup_eval_order: [recorded, alerts]\n");
        yaml.append("evaluation_interval: ").append(step);
        yaml.append("\ntests:\n- interval: ").append(interval).append("\n  external_labels: {site: berlin}\n");
        yaml.append("  external_url: http://example.org\n  input_series:\n");
        for (String[] series : generator.series()) {
            yaml.append("  - series: ").append(ScenarioGenerator.quoted(series[0]));
            yaml.append("\n    values: ")
                    .append(ScenarioGenerator.quoted(series[1]))
                    .append('\n');
            scenario.series(series[0] + " " + series[1], Durations.parse(interval));
        }
        StringBuilder alertTests = new StringBuilder("  alert_rule_test:\n");
        StringBuilder queryTests = new StringBuilder("  promql_expr_test:\n");
        int alerts = 0;
        for (String text : TIMES) {
            Duration time = Durations.parse(text);
            scenario.advanceTo(time);
            assertEquals(List.of(), scenario.errors(), rules);
            for (int rule = 0; rule < ScenarioGenerator.ALERT_RULES; rule++) {
                alertTests
                        .append("  - eval_time: ")
                        .append(text)
                        .append("\n    alertname: A")
                        .append(rule);
                alertTests.append("\n    exp_alerts:");
                int before = alerts;
                for (Alert alert : scenario.alerts("A" + rule)) {
                    if (alert.state() instanceof Firing) {
                        alerts++;
                        alertTests.append("\n    - exp_labels: ").append(map(byName(alert.labels())));
                        alertTests.append("\n      exp_annotations: ").append(map(alert.annotations()));
                    }
                }
                alertTests.append(alerts == before ? " []\n" : "\n");
            }
        }
        for (String text : TIMES) {
            for (String series : SERIES) {
                queryTests
                        .append("  - expr: ")
                        .append(series)
                        .append("\n    eval_time: ")
                        .append(text);
                queryTests.append("\n    exp_samples:");
                QueryValue value = scenario.query(series, Durations.parse(text)).value();
                List<VectorSample> samples = ((VectorValue) value).samples();
                for (VectorSample sample : samples) {
                    queryTests
                            .append("\n    - labels: ")
                            .append(ScenarioGenerator.quoted(sample.labels().toString()));
                    queryTests.append("\n      value: ").append(sample.value());
                }
                queryTests.append(samples.isEmpty() ? " []\n" : "\n");
            }
        }
        yaml.append(alertTests).append(queryTests);
        return alerts;
    }

    private static Map<String, String> byName(Labels labels) {
        Map<String, String> byName = new LinkedHashMap<>();
        labels.forEach(byName::put);
        byName.remove(Alert.NAME);
        return byName;
    }

    private static String map(Map<String, String> texts) {
        List<String> entries = new ArrayList<>();
        texts.forEach((name, value) ->
                entries.add(name + ": \"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\""));
        return "{" + String.join(", ", entries) + "}";
    }
}
