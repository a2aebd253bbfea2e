package dev.monitoring.samples.standalone.console;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.MonitoringBuilder;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

/** What charts.json asks is PromQL, and live collectors have an answer to it. */
@Timeout(90)
class ChartsTest {
    private static final String FILE = "/dev/monitoring/core/console/charts.json";

    /** Where nothing was collected, the kernel tells no pressure, and there is but the loopback, these have nothing to show. */
    private static final Set<String> MAY_BE_EMPTY = Set.of(
            "jvm-gc-pause",
            "jvm-gc-time",
            "host-pressure",
            "host-network",
            "host-network-faults",
            "host-disk-busy",
            "host-disk-bytes",
            "host-space");

    private static final Set<String> WATCHED = new HashSet<>(Set.of("host", "jvm"));
    private static Monitoring monitoring;

    @BeforeAll
    static void start() {
        MonitoringBuilder builder = Monitoring.builder().interval(Duration.ofSeconds(1));
        if (Neighbours.REDIS.listens()) {
            builder.set("monitoring.collectors.redis.targets[0].address", Neighbours.REDIS.address());
            WATCHED.add("redis");
        }
        if (Neighbours.POSTGRES.listens()) {
            builder.set("monitoring.collectors.postgres.targets[0].address", Neighbours.POSTGRES.address())
                    .set("monitoring.collectors.postgres.targets[0].username", "postgres");
            WATCHED.add("postgres");
        }
        monitoring = builder.start();
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
        return String.valueOf(part.get("expression")).replace("$target", target).replace("$window", "20s");
    }

    private static boolean hasData(String expression) {
        try {
            return monitoring
                                    .query(expression)
                                    .at(Instant.ofEpochMilli(Clock.system().epochMillis()))
                                    .value()
                            instanceof VectorValue vector
                    && !vector.samples().isEmpty();
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
                hasData(expression);
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

    @Test
    void findsDataOfWhateverIsThere() throws IOException {
        assumeTrue(
                Files.exists(Path.of("/proc/stat")), "only on Linux is there all that the charts of the host ask for");
        for (Map<String, Object> system : systems()) {
            if (!WATCHED.contains(String.valueOf(system.get("id")))) {
                continue;
            }
            Await.until(
                    system.get("id") + " has data",
                    () -> hasData(resolved(list(system, "sparks").get(1), "instance!=\"\"")));
            for (Map<String, Object> chart : list(system, "charts")) {
                if (chart.containsKey("empty") || MAY_BE_EMPTY.contains(String.valueOf(chart.get("id")))) {
                    continue;
                }
                Map<String, Object> first = list(chart, "expressions").get(0);
                Await.until(chart.get("id") + " has data", () -> hasData(resolved(first, "instance!=\"\"")));
            }
        }
    }
}
