package dev.monitoring.samples.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DemoTest {
    private static final Clock CLOCK = Clock.system();
    private static final Pattern EXPRESSION = Pattern.compile("\"expression\": ?\"((?:[^\"\\\\]|\\\\.)*)\"");

    private static final Pattern NOTHING_REFUSED =
            Pattern.compile("\"offered_samples\":\\{\"accepted\":\\d+(,\"\\w+\":0)+}");

    private static List<VectorSample> query(Monitoring monitoring, String expression) {
        return ((VectorValue) monitoring
                        .query(expression)
                        .at(Instant.ofEpochMilli(CLOCK.epochMillis()))
                        .value())
                .samples();
    }

    private static String get(Monitoring monitoring, String path) throws Exception {
        URI address = monitoring.url().orElseThrow().resolve(path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .body();
    }

    @Test
    void hasAnHourOfHistoryAtOnceAndSaysThatItIsMadeUp() throws Exception {
        try (Monitoring monitoring = DemoRun.start()) {
            assertTrue(query(monitoring, "count_over_time(redis_memory_used_bytes[1h]) > 700")
                            .size()
                    == 1);
            assertEquals(
                    List.of(),
                    query(monitoring, "resets(http_server_requests_seconds_count[1h]) > 0"),
                    "counters never fall");
            String instance = get(monitoring, "api/v1/monitoring/instance");
            assertTrue(instance.contains("\"notice\":\"" + Demo.NOTICE + "\""), instance);
        }
    }

    @Test
    void goesFromThePastIntoThePresentWithoutAHole() throws Exception {
        try (Monitoring monitoring = DemoRun.start()) {
            Await.until(
                    "two collections of each target, and what the library says of them",
                    () -> query(monitoring, "monitoring_collector_runs_total >= 2")
                                    .size()
                            >= 14);
            String minute = "count_over_time(redis_up[1m] @ %.3f) == 12"
                    .formatted(query(monitoring, "timestamp(redis_up)").get(0).value());

            assertEquals(1, query(monitoring, minute).size(), minute);
            assertEquals(
                    List.of(),
                    query(monitoring, "sum(monitoring_samples_offered_total{outcome!=\"accepted\"}) > 0"),
                    "samples were refused");
        }
    }

    @Test
    void hasItsPastWheneverInATickItIsStarted() throws Exception {
        for (long millisAfterTick = 4_800; millisAfterTick < 5_000; millisAfterTick += 5) {
            try (Monitoring monitoring = DemoRun.start(clockAt(millisAfterTick))) {
                String self = get(monitoring, "api/v1/monitoring/self");

                assertTrue(NOTHING_REFUSED.matcher(self).find(), millisAfterTick + " ms after a tick: " + self);
            }
        }
    }

    /** The machine's clock, set to so many milliseconds after a tick. */
    private static Clock clockAt(long millisAfterTick) {
        long shiftMillis = millisAfterTick - CLOCK.epochMillis() % 5_000;
        return new Clock() {
            @Override
            public long epochMillis() {
                return CLOCK.epochMillis() + shiftMillis;
            }

            @Override
            public long nanoTime() {
                return CLOCK.nanoTime();
            }
        };
    }

    @Test
    void hasAnAlertThatFiresOneThatWaitsASilenceAndABudget() throws Exception {
        try (Monitoring monitoring = DemoRun.start()) {
            Demo.silence(monitoring.url().orElseThrow(), CLOCK);
            Await.until(
                    "a firing alert",
                    () -> !query(monitoring, "ALERTS{alertstate=\"firing\"}").isEmpty());
            Await.until(
                    "a pending alert",
                    () -> !query(monitoring, "ALERTS{alertstate=\"pending\"}").isEmpty());
            Await.until(
                    "a budget", () -> !query(monitoring, "slo:objective_ratio").isEmpty());
            String silences = get(monitoring, "api/v2/silences");

            assertTrue(silences.contains("MessagesPileUp"), silences);
        }
    }

    @Test
    void hasDataForEveryChartOfTheConsoleAsSoonAsItAnswers() throws Exception {
        long begin = CLOCK.nanoTime();
        try (Monitoring monitoring = DemoRun.start()) {
            get(monitoring, "readyz");
            System.out.println("demo: answered after " + (CLOCK.nanoTime() - begin) / 1_000_000 + " ms");
            String page = get(monitoring, "");
            String version = page.replaceAll("(?s).*console/([0-9a-f]{16})/.*", "$1");
            String charts = get(monitoring, "console/" + version + "/charts.json");
            TreeSet<String> without = new TreeSet<>();
            List<String> expressions = EXPRESSION
                    .matcher(charts)
                    .results()
                    .map(DemoTest::expression)
                    .toList();
            for (String expression : expressions) {
                if (query(monitoring, expression).isEmpty()) {
                    without.add(expression);
                }
            }

            assertTrue(expressions.size() > 150, () -> expressions.size() + " expressions");
            assertEquals("", String.join("\n", without));
        }
    }

    /** An expression for whichever target has the series, over four collections. */
    private static String expression(MatchResult found) {
        return found.group(1)
                .replace("\\\"", "\"")
                .replace("\\\\", "\\")
                .replace("$target", "job!=\"\"")
                .replace("=\"$instance\"", "!=\"\"")
                .replace("$window", "20s");
    }
}
