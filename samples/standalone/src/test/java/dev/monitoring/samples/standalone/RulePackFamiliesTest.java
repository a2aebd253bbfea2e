package dev.monitoring.samples.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.config.RuleFileReader;
import dev.monitoring.alerts.rule.Rule;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.alerts.testing.RuleScenario;
import dev.monitoring.alerts.yaml.Faults;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.query.Outline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of packs are about what the collectors give, and are silent where all is well. */
class RulePackFamiliesTest {
    private static final Path ROOT = Path.of("../..");
    private static final Path PACKS = ROOT.resolve("monitoring-alerts/src/main/resources/dev/monitoring/alerts/packs");
    private static final Path PAGES = ROOT.resolve("monitoring-collectors/src/test/resources");
    private static final List<Path> SOURCES = List.of(
            ROOT.resolve("monitoring-collectors/src/main/java"),
            ROOT.resolve("monitoring-core/src/main/java"),
            ROOT.resolve("monitoring-alerts/src/main/java"));

    /** From the page of nginx' VTS module, which is passed on as it is; and a setting of PostgreSQL, which names it. */
    private static final Set<String> OF_OTHERS =
            Set.of("nginx_vts_server_requests_total", "pg_settings_max_connections");

    private static final String FAMILY_PREFIX = "fr";
    private static final Pattern LITERAL = Pattern.compile("\"([A-Za-z_][A-Za-z0-9_]*)\"|\\{@code (job_[a-z_]+)[{}]");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*(?:\\{.*\\})?) (-?[0-9.eE+-]+|NaN|[+-]Inf)(?: [0-9]+)?");
    private static final Pattern OF_HISTOGRAM = Pattern.compile("_(bucket|sum|count)$");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final double MINUTES_OF_A_DAY = 1_440;

    @Test
    void selectsOnlyWhatCollectorsGive() {
        Set<String> recorded = new HashSet<>();
        files(PAGES, ".prom")
                .forEach(page -> lines(page)
                        .filter(line -> line.startsWith("# TYPE "))
                        .forEach(line -> recorded.add(line.split(" ")[2])));
        Map<Path, Set<String>> written = literals();
        Map<String, String> unknown = new TreeMap<>();
        Set<String> selected = new HashSet<>();
        for (RuleGroup group : packs()) {
            for (Rule rule : group.rules()) {
                for (Outline.Selector selector : Outline.of(rule.expression()).selectors()) {
                    String name = name(selector).orElseThrow();
                    selected.add(name);
                    if (!isGiven(name, recorded, written)
                            && !isGiven(OF_HISTOGRAM.matcher(name).replaceFirst(""), recorded, written)) {
                        unknown.put(name, rule.name());
                    }
                }
            }
        }

        assertEquals(Map.of(), unknown);
        assertTrue(selected.size() > 140, () -> "only " + selected.size() + " families");
    }

    /**
     * A day's growth of counters is taken to be what they have counted so far. Of the recorded MinIO one drive really was
     * away.
     */
    @Test
    void areSilentOverAnHourOfRecordedServersThatAreWell() {
        RuleScenario.Builder builder = RuleScenario.builder().step(Duration.ofMinutes(5));
        files(PACKS, ".yml").forEach(builder::ruleFile);
        RuleScenario scenario = builder.build();
        Map<String, String> seen = new HashMap<>();
        int series = 0;
        for (Path page : files(PAGES, ".prom")) {
            Set<String> counters = new HashSet<>();
            String target = "instance=\"" + page.getName(page.getNameCount() - 2) + "\"";
            for (String line : lines(page).toList()) {
                if (line.startsWith("# TYPE ")) {
                    String[] words = line.split(" ");
                    if (words[3].equals("counter") || words[3].equals("histogram")) {
                        counters.add(words[2]);
                    }
                    continue;
                }
                java.util.regex.Matcher sample = SAMPLE.matcher(line);
                if (!sample.matches()) {
                    continue;
                }
                String name = sample.group(1).replaceFirst("\\{.*", "");
                String labelled = sample.group(1).endsWith("}")
                        ? sample.group(1).replaceFirst("\\{", "{" + target + ",")
                        : sample.group(1) + "{" + target + "}";
                if (seen.putIfAbsent(labelled, line) == null) {
                    boolean grows = counters.contains(name)
                            || counters.contains(OF_HISTOGRAM.matcher(name).replaceFirst(""));
                    scenario.series(labelled + " " + values(sample.group(2), grows), Duration.ofMinutes(1));
                    series++;
                }
            }
        }

        scenario.advanceTo(HOUR);

        assertTrue(series > 1_000, "only " + series + " series are recorded");
        assertEquals(List.of(), scenario.errors());
        assertEquals(
                List.of("MinioDrivesOffline"),
                scenario.alerts().stream()
                        .filter(alert -> alert.state() instanceof Firing)
                        .map(alert -> alert.labels().get("alertname"))
                        .toList());
    }

    private static String values(String text, boolean grows) {
        double value = text.endsWith("Inf") ? Double.MAX_VALUE : Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            return "NaN+0x60";
        }
        return String.format(Locale.ROOT, "%s+%sx60", value, grows ? Math.max(0, value) / MINUTES_OF_A_DAY : 0);
    }

    private static Optional<String> name(Outline.Selector selector) {
        return selector.matchers().stream()
                .filter(matcher ->
                        matcher.name().equals(Labels.METRIC_NAME) && matcher.operator() == Matcher.Operator.EQUAL)
                .map(Matcher::value)
                .findFirst();
    }

    private static boolean isGiven(String name, Set<String> recorded, Map<Path, Set<String>> written) {
        return recorded.contains(name)
                || OF_OTHERS.contains(name)
                || written.values().stream().anyMatch(ofPackage -> isJoined(name, ofPackage, 4));
    }

    /** Whether a name is made of up to so many texts in the source of one package. */
    private static boolean isJoined(String name, Set<String> texts, int parts) {
        if (texts.contains(name)) {
            return true;
        }
        if (parts == 1) {
            return false;
        }
        for (int i = 2; i < name.length(); i++) {
            boolean between = name.charAt(i - 1) == '_' || name.charAt(i) == '_';
            String start = name.substring(0, i);
            if (between
                    && (texts.contains(start) || start.equals(FAMILY_PREFIX))
                    && isJoined(name.substring(i), texts, parts - 1)) {
                return true;
            }
        }
        return false;
    }

    /** What stands in quotes in the sources, by package. */
    private static Map<Path, Set<String>> literals() {
        Map<Path, Set<String>> found = new HashMap<>();
        for (Path root : SOURCES) {
            for (Path source : files(root, ".java")) {
                Set<String> ofPackage = found.computeIfAbsent(source.getParent(), absent -> new HashSet<>());
                lines(source).forEach(line -> {
                    java.util.regex.Matcher literal = LITERAL.matcher(line);
                    while (literal.find()) {
                        ofPackage.add(Optional.ofNullable(literal.group(1)).orElseGet(() -> literal.group(2)));
                    }
                });
            }
        }
        return found;
    }

    private static List<RuleGroup> packs() {
        Faults faults = new Faults();
        RuleFileReader reader =
                new RuleFileReader(new RuleFileReader.Defaults(Duration.ofSeconds(5), Duration.ZERO, false), faults);
        List<RuleGroup> groups = new ArrayList<>();
        files(PACKS, ".yml").forEach(file -> groups.addAll(reader.read(file, file.toString())));
        assertEquals(List.of(), faults.sorted());
        return groups;
    }

    private static List<Path> files(Path root, String ending) {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(path -> path.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
