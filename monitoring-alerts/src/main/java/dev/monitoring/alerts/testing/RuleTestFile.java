package dev.monitoring.alerts.testing;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.yaml.Faults;
import dev.monitoring.alerts.yaml.YamlMap;
import dev.monitoring.alerts.yaml.YamlReader;
import dev.monitoring.alerts.yaml.YamlValue;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.QueryOptions;
import dev.monitoring.core.query.SeriesNotation;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.QueryValue;
import dev.monitoring.core.query.value.ScalarValue;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.settings.Durations;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.settings.Origin;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A file of unit tests for rules, in promtool's format. Confined to one thread.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/">Unit testing for rules</a>
 */
public final class RuleTestFile {
    /** One unit in the last place is let pass where a file asks for it. */
    private static final int FUZZY_ULPS = 1;

    private final Path file;
    private final Faults faults;
    private final QueryOptions options;
    private Duration evaluationInterval = Duration.ofMinutes(1);
    private boolean fuzzy;
    private final List<Path> ruleFiles = new ArrayList<>();

    /**
     * What running a file gives. Immutable.
     *
     * @param tests how many tests there are
     * @param checks how many expectations they have
     * @param faults what is wrong with the file, or with what its tests found; none where all is well
     */
    public record Outcome(int tests, int checks, List<Fault> faults) {
        public Outcome {
            faults = List.copyOf(faults);
        }

        public boolean passed() {
            return faults.isEmpty();
        }
    }

    private RuleTestFile(Path file, Faults faults, QueryOptions options) {
        this.file = file;
        this.faults = faults;
        this.options = options;
    }

    /** Reads a file and runs its tests. */
    public static Outcome run(Path file) {
        return run(file, QueryOptions.none());
    }

    static Outcome run(Path file, QueryOptions options) {
        Faults faults = new Faults();
        RuleTestFile tests = new RuleTestFile(file, faults, options);
        int[] counts = new int[2];
        YamlReader.read(file, file.toString(), faults)
                .flatMap(YamlValue::map)
                .ifPresent(root -> tests.run(root, counts));
        return new Outcome(counts[0], counts[1], faults.sorted());
    }

    private void run(YamlMap root, int[] counts) {
        evaluationInterval = root.duration("evaluation_interval")
                .filter(given -> !given.isZero())
                .orElse(evaluationInterval);
        fuzzy = root.flag("fuzzy_compare").orElse(false);
        root.items("rule_files").forEach(this::addRuleFiles);
        List<String> order = root.texts("group_eval_order");
        for (YamlValue item : root.items("tests")) {
            Optional<YamlMap> test = item.map();
            if (test.isPresent()) {
                counts[0]++;
                counts[1] += run(test.get(), order);
            }
        }
        root.refuseOthers("a file of rule tests");
    }

    private void addRuleFiles(YamlValue item) {
        Optional<String> text = item.text();
        if (text.isEmpty()) {
            return;
        }
        Path parent = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of(""));
        Path path = parent.resolve(text.get());
        Path directory = Optional.ofNullable(path.getParent()).orElse(parent);
        String last = String.valueOf(path.getFileName());
        if (!last.contains("*") && !last.contains("?") && !last.contains("[")) {
            ruleFiles.add(path);
            return;
        }
        try (DirectoryStream<Path> matching = Files.newDirectoryStream(directory, last)) {
            List<Path> found = new ArrayList<>();
            matching.forEach(found::add);
            found.sort(null);
            ruleFiles.addAll(found);
        } catch (IOException e) {
            item.fault("cannot be listed: " + e + "; check the directory");
        }
    }

    /** Something a test expects at a time. */
    private record Check(Duration time, YamlMap expected) {}

    /** Runs one test, and gives the number of its expectations. */
    private int run(YamlMap test, List<String> order) {
        Duration interval =
                test.duration("interval").filter(given -> !given.isZero()).orElse(Duration.ofMinutes(1));
        String name = test.text("name").orElse("");
        RuleScenario.Builder builder =
                RuleScenario.builder().step(evaluationInterval).options(options);
        Map<String, String> externalLabels = new TreeMap<>();
        test.map("external_labels")
                .ifPresent(labels -> labels.values()
                        .forEach((label, value) -> value.text().ifPresent(text -> externalLabels.put(label, text))));
        builder.external(externalLabels, test.text("external_url").orElse(""));
        ruleFiles.forEach(builder::ruleFile);
        List<Fault> wrong = builder.faults();
        wrong.forEach(fault -> faults.add(fault.origin(), fault.message()));
        List<YamlValue> inputs = test.items("input_series");
        List<Check> alertChecks = checks(test, "alert_rule_test");
        List<Check> queryChecks = checks(test, "promql_expr_test");
        test.refuseOthers("a rule test");
        if (!wrong.isEmpty()) {
            return alertChecks.size() + queryChecks.size();
        }
        RuleScenario scenario = builder.build();
        scenario.order(order);
        inputs.forEach(input -> input.map().ifPresent(map -> addSeries(scenario, map, interval)));
        long end = 0;
        for (Check check : queryChecks) {
            end = Math.max(end, check.time().toMillis());
        }
        for (Check check : alertChecks) {
            end = Math.max(end, check.time().toMillis());
            scenario.advanceTo(check.time());
            check(scenario, check, name);
        }
        scenario.advanceTo(Duration.ofMillis(end));
        queryChecks.forEach(check -> checkQuery(scenario, check, name));
        return alertChecks.size() + queryChecks.size();
    }

    /** The expectations of a kind, in the order of their time. */
    private static List<Check> checks(YamlMap test, String key) {
        List<Check> checks = new ArrayList<>();
        for (YamlValue item : test.items(key)) {
            item.map()
                    .ifPresent(map ->
                            checks.add(new Check(map.duration("eval_time").orElse(Duration.ZERO), map)));
        }
        checks.sort(Comparator.comparing(Check::time));
        return checks;
    }

    private void addSeries(RuleScenario scenario, YamlMap input, Duration interval) {
        Optional<String> series = input.requiredText("series", "series: up{job=\"api\"}");
        Optional<String> values = input.requiredText("values", "values: 1 1 0x10");
        input.refuseOthers("an input series");
        if (series.isPresent() && values.isPresent()) {
            try {
                scenario.series(series.get() + " " + values.get(), interval);
            } catch (IllegalArgumentException e) {
                faults.add(input.origin("values"), String.valueOf(e.getMessage()));
            }
        }
    }

    private void check(RuleScenario scenario, Check check, String test) {
        YamlMap expected = check.expected();
        Optional<String> alertName = expected.requiredText("alertname", "alertname: InstanceDown");
        List<String> wanted = new ArrayList<>();
        for (YamlValue item : expected.items("exp_alerts")) {
            item.map().ifPresent(alert -> {
                Labels.Builder labels = labels(alert, "exp_labels");
                alertName.ifPresent(text -> labels.set(Alert.NAME, text));
                wanted.add(shown(labels.build(), texts(alert, "exp_annotations")));
                alert.refuseOthers("an expected alert");
            });
        }
        expected.refuseOthers("an alert test");
        if (alertName.isEmpty()) {
            return;
        }
        List<String> found = new ArrayList<>();
        for (Alert alert : scenario.alerts(alertName.get())) {
            if (alert.state() instanceof Firing) {
                found.add(shown(alert.labels(), alert.annotations()));
            }
        }
        wanted.sort(null);
        found.sort(null);
        if (!wanted.equals(found)) {
            String errors = scenario.errors().isEmpty() ? "" : "\n  rules fail: " + scenario.errors();
            faults.add(
                    expected.origin(),
                    title(test) + "at " + Durations.format(check.time()) + " alert " + alertName.get()
                            + "\n  expected: " + list(wanted) + "\n  found:    " + list(found) + errors);
        }
    }

    private static Labels.Builder labels(YamlMap map, String key) {
        Labels.Builder labels = Labels.builder();
        map.map(key)
                .ifPresent(found -> found.values()
                        .forEach((name, value) -> value.text()
                                .filter(text -> !text.isEmpty())
                                .ifPresent(text -> labels.set(name, text))));
        return labels;
    }

    private static Map<String, String> texts(YamlMap map, String key) {
        Map<String, String> texts = new TreeMap<>();
        map.map(key)
                .ifPresent(found ->
                        found.values().forEach((name, value) -> value.text().ifPresent(text -> texts.put(name, text))));
        return texts;
    }

    private static String shown(Labels labels, Map<String, String> annotations) {
        return "labels " + labels + " annotations " + new TreeMap<>(annotations);
    }

    private static String list(List<String> lines) {
        return lines.isEmpty() ? "none" : String.join("\n            ", lines);
    }

    private static String title(String test) {
        return test.isEmpty() ? "" : "test \"" + test + "\": ";
    }

    private void checkQuery(RuleScenario scenario, Check check, String test) {
        YamlMap expected = check.expected();
        Optional<String> expression = expected.requiredText("expr", "expr: up");
        Map<Labels, Double> wanted = new TreeMap<>();
        expected.items("exp_samples").forEach(item -> item.map().ifPresent(sample -> addSample(sample, wanted)));
        expected.refuseOthers("an expression test");
        if (expression.isEmpty()) {
            return;
        }
        Map<Labels, Double> found = new TreeMap<>();
        try {
            QueryValue value = scenario.query(expression.get(), check.time()).value();
            if (value instanceof VectorValue vector) {
                for (VectorSample sample : vector.samples()) {
                    found.put(sample.labels(), sample.value());
                }
            } else if (value instanceof ScalarValue scalar) {
                found.put(Labels.EMPTY, scalar.value());
            } else {
                throw QueryException.execution(null, "rule result is not a vector or scalar");
            }
        } catch (QueryException e) {
            faults.add(expected.origin("expr"), title(test) + "expr: " + e.message());
            return;
        }
        if (!isEqual(wanted, found)) {
            faults.add(
                    expected.origin(),
                    title(test) + "at " + Durations.format(check.time()) + " expr " + expression.get()
                            + "\n  expected: " + wanted + "\n  found:    " + found);
        }
    }

    private void addSample(YamlMap sample, Map<Labels, Double> wanted) {
        String labels = sample.text("labels").orElse("{}");
        Optional<Double> value = sample.parsed(
                "value",
                text -> SeriesNotation.parse("x " + text).items().get(0).value());
        sample.get("histogram")
                .ifPresent(histogram -> histogram.fault("native histograms are not kept here; use classic ones"));
        sample.refuseOthers("an expected sample");
        try {
            Labels parsed = SeriesNotation.parse(labels).labels();
            wanted.put(parsed, value.orElse(0.0));
        } catch (IllegalArgumentException e) {
            Origin origin = sample.origin("labels");
            faults.add(origin, "labels: " + e.getMessage());
        }
    }

    private boolean isEqual(Map<Labels, Double> wanted, Map<Labels, Double> found) {
        return wanted.keySet().equals(found.keySet())
                && wanted.entrySet().stream()
                        .allMatch(one -> isEqual(one.getValue(), found.getOrDefault(one.getKey(), Double.NaN)));
    }

    private boolean isEqual(double wanted, double found) {
        if (Double.compare(wanted, found) == 0 || wanted == found) {
            return true;
        }
        return fuzzy && Math.abs(wanted - found) <= FUZZY_ULPS * Math.ulp(wanted);
    }
}
