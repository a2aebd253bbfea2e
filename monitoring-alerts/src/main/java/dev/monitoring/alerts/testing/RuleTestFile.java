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
import java.math.BigDecimal;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.PatternSyntaxException;

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
        List<String> order = order(root);
        for (YamlValue item : root.items("tests")) {
            Optional<YamlMap> test = item.map();
            if (test.isPresent()) {
                counts[0]++;
                counts[1] += run(test.get(), order);
            }
        }
        root.refuseOthers("a file of rule tests");
    }

    private static List<String> order(YamlMap root) {
        List<String> order = new ArrayList<>();
        for (YamlValue item : root.items("group_eval_order")) {
            Optional<String> name = item.text();
            if (name.filter(order::contains).isPresent()) {
                item.fault("\"" + name.get() + "\" stands here a second time; leave one of them out");
            }
            name.ifPresent(order::add);
        }
        return order;
    }

    private void addRuleFiles(YamlValue item) {
        Optional<String> text = item.text();
        if (text.isEmpty()) {
            return;
        }
        Path parent = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of(""));
        Path path = parent.resolve(text.get());
        if (!hasWildcards(text.get())) {
            ruleFiles.add(path);
            return;
        }
        List<Path> found = List.of(Optional.ofNullable(path.getRoot()).orElse(Path.of("")));
        try {
            for (Path name : path) {
                found = hasWildcards(name.toString())
                        ? matching(found, name.toString())
                        : found.stream().map(folder -> folder.resolve(name)).toList();
            }
            found.stream().filter(Files::exists).forEach(ruleFiles::add);
        } catch (IOException | PatternSyntaxException e) {
            item.fault("cannot be listed: " + e + "; check the directory and the pattern");
        }
    }

    private static boolean hasWildcards(String text) {
        return text.contains("*") || text.contains("?") || text.contains("[");
    }

    private static List<Path> matching(List<Path> folders, String pattern) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                try (DirectoryStream<Path> matching = Files.newDirectoryStream(folder, pattern)) {
                    matching.forEach(found::add);
                }
            }
        }
        found.sort(null);
        return found;
    }

    /** Something a test expects at a time. */
    private record Check(Duration time, YamlMap expected) {}

    /** Runs one test, and gives the number of its expectations. */
    private int run(YamlMap test, List<String> order) {
        Duration interval =
                test.duration("interval").filter(given -> !given.isZero()).orElse(evaluationInterval);
        String name = test.text("name").orElse("");
        RuleScenario.Builder builder =
                RuleScenario.builder().step(evaluationInterval).options(options);
        Map<String, String> externalLabels = new TreeMap<>();
        test.map("external_labels")
                .ifPresent(labels -> labels.values()
                        .forEach((label, value) -> value.text().ifPresent(text -> externalLabels.put(label, text))));
        builder.external(externalLabels, test.text("external_url").orElse(""));
        test.parsed("start_timestamp", RuleTestFile::moment).ifPresent(builder::startAt);
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
        Map<Labels, YamlMap> series = new LinkedHashMap<>(); // of several of one name the last counts
        inputs.forEach(input -> input.map().ifPresent(map -> addSeries(map, series)));
        series.values().forEach(input -> addValues(scenario, input, interval));
        long end = 0;
        for (Check check : queryChecks) {
            end = Math.max(end, check.time().toMillis());
        }
        for (Check check : alertChecks) {
            end = Math.max(end, check.time().toMillis());
            scenario.advanceTo(check.time());
            if (fails(scenario, test, name)) {
                return alertChecks.size() + queryChecks.size();
            }
            check(scenario, check, name);
        }
        scenario.advanceTo(Duration.ofMillis(end));
        if (fails(scenario, test, name)) {
            return alertChecks.size() + queryChecks.size();
        }
        queryChecks.forEach(check -> checkQuery(scenario, check, name));
        return alertChecks.size() + queryChecks.size();
    }

    /** Whether a rule could not be evaluated: nothing that is found after that is worth comparing. */
    private boolean fails(RuleScenario scenario, YamlMap test, String name) {
        Optional<RuleScenario.Failure> failure = scenario.firstFailure();
        failure.ifPresent(first -> faults.add(
                test.origin(),
                title(name) + "at " + Durations.format(first.time()) + " rules fail: "
                        + String.join("; ", first.errors())));
        return failure.isPresent();
    }

    private static Instant moment(String text) {
        try {
            return text.matches("[\\d.]+")
                    ? Instant.ofEpochMilli(
                            new BigDecimal(text).movePointRight(3).longValue())
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no time; write seconds since 1970, or for example 2026-01-31T14:00:00Z", e);
        }
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

    private void addSeries(YamlMap input, Map<Labels, YamlMap> series) {
        Optional<String> name = input.requiredText("series", "series: up{job=\"api\"}");
        Optional<String> values = input.requiredText("values", "values: 1 1 0x10");
        input.refuseOthers("an input series");
        if (name.isPresent() && values.isPresent()) {
            try {
                series.put(SeriesNotation.parse(name.get()).labels(), input);
            } catch (IllegalArgumentException e) {
                faults.add(input.origin("series"), String.valueOf(e.getMessage()));
            }
        }
    }

    private void addValues(RuleScenario scenario, YamlMap input, Duration interval) {
        try {
            scenario.series(
                    input.text("series").orElse("") + " " + input.text("values").orElse(""), interval);
        } catch (IllegalArgumentException e) {
            faults.add(input.origin("values"), String.valueOf(e.getMessage()));
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
            faults.add(
                    expected.origin(),
                    title(test) + "at " + Durations.format(check.time()) + " alert " + alertName.get()
                            + "\n  expected: " + list(wanted) + "\n  found:    " + list(found));
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
        Optional<Double> value = sample.parsed("value", RuleTestFile::number);
        sample.get("histogram")
                .ifPresent(histogram -> histogram.fault("native histograms are not kept here; use classic ones"));
        sample.refuseOthers("an expected sample");
        try {
            Labels parsed = SeriesNotation.parse(labels).labels();
            if (wanted.put(parsed, value.orElse(0.0)) != null) {
                sample.fault("labels " + labels + " are expected a second time; leave one of them out");
            }
        } catch (IllegalArgumentException e) {
            Origin origin = sample.origin("labels");
            faults.add(origin, "labels: " + e.getMessage());
        }
    }

    /** A number as YAML or the notation of series writes it. */
    private static double number(String text) {
        String plain = text.toLowerCase(Locale.ROOT).replaceFirst("^([+-]?)\\.(inf|nan)$", "$1$2");
        List<SeriesNotation.Item> items = SeriesNotation.parse("x " + plain).items();
        if (items.size() != 1) {
            throw new IllegalArgumentException("\"" + text + "\" is no number; write one, for example 0.5");
        }
        return items.get(0).value();
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
