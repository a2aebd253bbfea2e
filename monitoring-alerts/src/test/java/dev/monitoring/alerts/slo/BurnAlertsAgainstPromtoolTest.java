package dev.monitoring.alerts.slo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.monitoring.alerts.alert.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * When burn-rate alerts fire, over random traffic and with windows made shorter, against promtool running the same alerts as
 * recording and alerting rules over {@code increase}: at every evaluation the same alerts fire.
 *
 * <p>The samples lie on the grid of evaluations, where {@code increase} over a closed window (before Prometheus 3) does not
 * extrapolate, and the buckets begin and end there, too.
 */
class BurnAlertsAgainstPromtoolTest {
    private static final int SHAPES = 52;
    private static final long SEED = 20_261_124;
    private static final int STEPS = 150;
    private static final Duration STEP = Duration.ofMinutes(1);
    private static final List<BurnAlert> ALERTS = List.of(
            new BurnAlert("page", Duration.ofMinutes(12), Duration.ofMinutes(2), 14.4),
            new BurnAlert("page", Duration.ofMinutes(36), Duration.ofMinutes(6), 6),
            new BurnAlert("ticket", Duration.ofMinutes(120), Duration.ofMinutes(24), 1));
    private static final int MINIMUM = 30;

    @TempDir
    private Path directory;

    private Path promtool = Path.of("promtool");

    @BeforeEach
    void findPromtool() throws Exception {
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
        assumeTrue(
                run(List.of(promtool.toString(), "--version")).contains("version 2."),
                "promtool is not of Prometheus 2, whose windows are closed on both sides; install one to compare with it");
    }

    @Test
    void fireAtTheSameEvaluations() throws Exception {
        List<String> command = new ArrayList<>(List.of(promtool.toString(), "test", "rules"));
        Files.writeString(directory.resolve("rules.yml"), rules());
        int firing = 0;
        int changes = 0;
        for (int shape = 0; shape < SHAPES; shape++) {
            double[][] traffic = traffic(new Random(SEED + shape));
            List<Set<String>> fired = ours(traffic);
            for (int step = 0; step < STEPS; step++) {
                firing += fired.get(step).size();
                changes += step > 0 && !fired.get(step).equals(fired.get(step - 1)) ? 1 : 0;
            }
            Path file = directory.resolve("shape" + shape + ".yml");
            Files.writeString(file, test(traffic, fired));
            command.add(file.toString());
        }

        assertTrue(changes > 2 * SHAPES, "only " + changes + " changes, " + firing + " firing");
        String said = run(command);
        List<String> complaints = said.lines()
                .filter(line -> !line.isBlank()
                        && !line.startsWith("Unit Testing:")
                        && !line.strip().equals("SUCCESS"))
                .limit(40)
                .toList();
        assertEquals("", String.join("\n", complaints), "seed " + SEED);
        assertEquals(
                SHAPES,
                said.lines().filter(line -> line.strip().equals("SUCCESS")).count());
    }

    /** Values of the counters of bad and of all events, at each step. */
    private static double[][] traffic(Random random) {
        double[][] traffic = new double[2][STEPS];
        double load = random.nextInt(4) == 0 ? 1 : 5 + random.nextInt(500);
        double quiet = random.nextDouble() * 0.02;
        double share = quiet;
        double bad = 0;
        double total = 0;
        for (int step = 0; step < STEPS; step++) {
            if (random.nextInt(25) == 0) {
                share = random.nextInt(3) == 0 ? random.nextDouble() : random.nextDouble() * 0.1;
            } else if (random.nextInt(12) == 0) {
                share = quiet;
            }
            if (random.nextInt(70) == 0) {
                load = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(300);
            }
            if (step > 0 && random.nextInt(60) == 0) { // its process began anew
                bad = 0;
                total = 0;
            }
            if (step > 0) {
                double events = Math.floor(load * (0.5 + random.nextDouble()));
                total += events;
                bad += Math.min(events, Math.floor(events * share + random.nextDouble()));
            }
            traffic[0][step] = bad;
            traffic[1][step] = total;
        }
        return traffic;
    }

    private static Objective objective() {
        return Objective.builder("shape", "99", Indicator.bad("bad_total", "all_total"))
                .window(Duration.ofHours(3))
                .alerts(ALERTS)
                .minimumEvents(MINIMUM)
                .withoutNoDataAlert()
                .build();
    }

    /** Which alerts fire at each step, by their long windows. */
    private static List<Set<String>> ours(double[][] traffic) {
        SloBench bench = new SloBench(0, STEP, objective());
        List<Set<String>> fired = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            bench.append("bad_total", traffic[0][step]);
            bench.append("all_total", traffic[1][step]);
            bench.evaluate();
            Set<String> now = new TreeSet<>();
            for (Alert alert : bench.alerts()) {
                now.add(alert.labels().valueOrEmpty("window"));
            }
            fired.add(now);
            bench.tick();
        }
        assertEquals(List.of(), bench.errors());
        return fired;
    }

    /** The same alerts, as people write them for Prometheus. */
    private static String rules() {
        Map<String, String> windows = new LinkedHashMap<>();
        for (BurnAlert alert : ALERTS) {
            windows.put(Objective.text(alert.shortWindow()), "");
            windows.put(Objective.text(alert.longWindow()), "");
        }
        StringBuilder yaml = new StringBuilder("groups:\n- name: slo\n  rules:\n");
        for (String window : windows.keySet()) {
            yaml.append("  - record: error:ratio\n    labels: {window: ")
                    .append(window)
                    .append("}\n");
            yaml.append("    expr: sum(increase(bad_total[").append(window).append("])) / sum(increase(all_total[");
            yaml.append(window).append("]))\n");
            yaml.append("  - record: events:sum\n    labels: {window: ")
                    .append(window)
                    .append("}\n");
            yaml.append("    expr: sum(increase(all_total[").append(window).append("]))\n");
        }
        for (BurnAlert alert : ALERTS) {
            String threshold = objective().threshold(alert);
            String longWindow = Objective.text(alert.longWindow());
            yaml.append("  - alert: Burn").append(longWindow).append("\n    expr: ");
            yaml.append("error:ratio{window=\"")
                    .append(longWindow)
                    .append("\"} > ")
                    .append(threshold);
            yaml.append(" and ignoring(window) error:ratio{window=\"").append(Objective.text(alert.shortWindow()));
            yaml.append("\"} > ").append(threshold);
            yaml.append(" and events:sum{window=\"")
                    .append(longWindow)
                    .append("\"} >= ")
                    .append(MINIMUM)
                    .append('\n');
        }
        return yaml.toString();
    }

    private static String test(double[][] traffic, List<Set<String>> fired) {
        StringBuilder yaml = new StringBuilder("rule_files: [rules.yml]\nevaluation_interval: 1m\ntests:\n");
        yaml.append("- interval: 1m\n  input_series:\n");
        for (int series = 0; series < 2; series++) {
            yaml.append("  - series: ")
                    .append(series == 0 ? "bad_total" : "all_total")
                    .append("\n    values: '");
            for (double value : traffic[series]) {
                yaml.append((long) value).append(' ');
            }
            yaml.append("'\n");
        }
        yaml.append("  alert_rule_test:\n");
        for (int step = 0; step < STEPS; step++) {
            for (BurnAlert alert : ALERTS) {
                String window = Objective.text(alert.longWindow());
                yaml.append("  - {eval_time: ")
                        .append(step)
                        .append("m, alertname: Burn")
                        .append(window);
                yaml.append(", exp_alerts: [");
                yaml.append(fired.get(step).contains(window) ? "{exp_labels: {window: " + window + "}}" : "");
                yaml.append("]}\n");
            }
        }
        return yaml.toString();
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.waitFor();
        return Files.readString(output);
    }
}
