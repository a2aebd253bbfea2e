package dev.monitoring.samples.standalone.console;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.json.Json;

/** What charts.json asks is PromQL, and each chart says what it means. */
@Timeout(90)
class ChartsTest {
    private static final String FILE = "/dev/monitoring/core/console/charts.json";

    private static Monitoring monitoring;

    @BeforeAll
    static void start() {
        monitoring = Monitoring.builder().withoutDiscovery().start();
    }

    @AfterAll
    static void stop() {
        monitoring.close();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> systems() throws IOException {
        try (InputStream in = ChartsTest.class.getResourceAsStream(FILE)) {
            Map<String, Object> file =
                    new Json().toType(new String(in.readAllBytes(), StandardCharsets.UTF_8), Json.MAP_TYPE);
            return (List<Map<String, Object>>) file.get("systems");
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Map<String, Object> of, String name) {
        return (List<Map<String, Object>>) of.getOrDefault(name, List.of());
    }

    private static String resolved(Map<String, Object> part, String target) {
        return String.valueOf(part.get("expression"))
                .replace("$target", target)
                .replace("$instance", "b")
                .replace("$window", "20s");
    }

    private static void ask(String expression) {
        try {
            monitoring.query(expression).at(Instant.ofEpochMilli(Clock.system().epochMillis()));
        } catch (QueryException e) {
            throw new AssertionError(expression + ": " + e.getMessage(), e);
        }
    }

    @Test
    void asksForNothingThatIsNotPromql() throws IOException {
        int asked = 0;
        for (Map<String, Object> system : systems()) {
            List<Map<String, Object>> parts = new ArrayList<>(list(system, "sparks"));
            list(system, "charts").forEach(chart -> parts.addAll(list(chart, "expressions")));
            if (system.containsKey("restarts")) {
                parts.add(Map.of("expression", system.get("restarts")));
            }
            for (Map<String, Object> part : parts) {
                String expression = resolved(part, "job=\"a\",instance=\"b\"");
                assertTrue(!expression.contains("$"), expression);
                ask(expression);
                asked++;
            }
        }

        assertTrue(asked > 200, asked + " expressions");
    }

    @Test
    void namesEachChartOnceAndSaysWhatItMeans() throws IOException {
        Set<String> ids = new HashSet<>();
        Set<String> keys = new HashSet<>();
        for (Map<String, Object> system : systems()) {
            assertTrue(keys.add(String.valueOf(system.get("key"))), system.get("id") + " has the key of another page");
            List<Map<String, Object>> charts = list(system, "charts");
            assertTrue(
                    charts.size() >= 6 && charts.size() <= 10, system.get("id") + " has " + charts.size() + " charts");
            assertTrue(list(system, "sparks").size() <= 3, String.valueOf(system.get("id")));
            for (Map<String, Object> chart : charts) {
                String id = String.valueOf(chart.get("id"));
                assertTrue(ids.add(id), id + " is there twice");
                assertTrue(String.valueOf(chart.get("title")).endsWith("?"), id + " asks nothing");
                assertTrue(String.valueOf(chart.get("help")).endsWith("."), id + " is not explained");
            }
        }
    }
}
