package dev.monitoring.samples.standalone.grafana;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import dev.monitoring.samples.standalone.DemoRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The dashboards in {@code samples/grafana} are those of the console's charts, and show something. */
@Timeout(120)
class GrafanaDashboardsTest {
    private static final String CHARTS = "/dev/monitoring/core/console/charts.json";
    private static final Path DASHBOARDS = directory("samples/standalone").resolveSibling("grafana");

    @Test
    void areMadeOfTheChartsOfTheConsole() throws Exception {
        Path fresh = Files.createDirectories(directory("samples/standalone").resolve("target/grafana"));
        Set<String> names = new TreeSet<>();
        List<String> old = new ArrayList<>();
        for (GrafanaDashboard dashboard : dashboards()) {
            names.add(dashboard.fileName());
            Files.writeString(fresh.resolve(dashboard.fileName()), dashboard.json());
            Path kept = DASHBOARDS.resolve(dashboard.fileName());
            if (!Files.exists(kept) || !Files.readString(kept).equals(dashboard.json())) {
                old.add(dashboard.fileName());
            }
        }

        assertEquals(List.of(), old, () -> "the charts have changed; copy " + fresh + "/*.json to " + DASHBOARDS);
        try (Stream<Path> files = Files.list(DASHBOARDS)) {
            assertEquals(
                    names,
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".json"))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @Test
    void haveWhatGrafanaNeedsToImportThem() throws Exception {
        Set<Object> uids = new TreeSet<>();
        for (GrafanaDashboard dashboard : dashboards()) {
            Map<String, Object> model = json(dashboard.json());
            assertTrue(uids.add(model.get("uid")), dashboard.fileName());
            assertTrue(String.valueOf(model.get("uid")).length() <= 40, "Grafana allows 40 characters");
            Set<Object> places = new TreeSet<>();
            for (Map<String, Object> panel : list(model, "panels")) {
                assertTrue(
                        places.add(String.valueOf(panel.get("gridPos"))), () -> panel.get("title") + " covers another");
                assertNotEquals(List.of(), panel.get("targets"));
                Set<Object> references = new TreeSet<>();
                list(panel, "targets").forEach(target -> assertTrue(references.add(target.get("refId"))));
            }
        }
        assertTrue(uids.size() >= 14, uids::toString);
    }

    @Test
    void showSomethingInEveryPanel() throws Exception {
        try (Monitoring monitoring = DemoRun.start()) {
            Await.until(
                    "figures of this moment", () -> query(monitoring, "up == 1").size() >= 14);
            Set<String> without = new TreeSet<>();
            for (GrafanaDashboard dashboard : dashboards()) {
                for (String expression : dashboard.expressions()) {
                    if (query(monitoring, chosen(expression)).isEmpty()) {
                        without.add(dashboard.fileName() + ": " + expression);
                    }
                }
                // What they annotate need not have happened, but has to be PromQL.
                for (Object annotation :
                        (List<?>) ((Map<?, ?>) json(dashboard.json()).get("annotations")).get("list")) {
                    query(monitoring, chosen(String.valueOf(((Map<?, ?>) annotation).get("expr"))));
                }
            }

            assertEquals("", String.join("\n", without));
        }
    }

    /** An expression as Grafana sends it once its variables have values, whichever target they name. */
    private static String chosen(String expression) {
        String chosen = expression
                .replace(GrafanaDashboard.TARGET, "job=~\".+\",instance=~\".+\"")
                .replace("=\"$instance\"", "=~\".+\"")
                .replace(GrafanaDashboard.WINDOW, "1m");
        assertTrue(!chosen.contains("$"), () -> expression + " has a variable that the dashboard does not set");
        return chosen;
    }

    private static List<VectorSample> query(Monitoring monitoring, String expression) {
        Instant now = Instant.ofEpochMilli(Clock.system().epochMillis());
        return ((VectorValue) monitoring.query(expression).at(now).value()).samples();
    }

    private static List<GrafanaDashboard> dashboards() throws IOException {
        try (InputStream in = GrafanaDashboardsTest.class.getResourceAsStream(CHARTS)) {
            Map<String, Object> charts = json(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            return list(charts, "systems").stream().map(GrafanaDashboard::new).toList();
        }
    }

    /** JSON, which is YAML as well. */
    private static Map<String, Object> json(String text) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Map<String, Object> of, String name) {
        return (List<Map<String, Object>>) of.get(name);
    }

    /** A directory of the repository, found upwards from where the tests run. */
    private static Path directory(String name) {
        Path start = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        for (Path up = start; up != null; up = up.getParent()) {
            if (Files.isDirectory(up.resolve(name)) && Files.isDirectory(up.resolve("monitoring-core"))) {
                return up.resolve(name);
            }
        }
        throw new IllegalStateException("no directory with " + name + " at or above " + start);
    }
}
