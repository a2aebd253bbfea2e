package dev.monitoring.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.slo.Indicator;
import dev.monitoring.alerts.slo.Objective;
import dev.monitoring.core.Monitoring;
import dev.monitoring.core.MonitoringBuilder;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlosTest {
    private static final String FILE = """
            slos:
            - name: checkout-latency
              target: 99
              latency: {histogram: 'shop_request_duration_seconds{path="/checkout"}', within: 300ms}
              labels: {team: shop}
              min_events: 10
            - name: broken
              target: 120
              events: {bad: 'rate(x[5m])', total: y}
            """;

    private static final Pattern BAD = Pattern.compile("\"bad\":([0-9.E]+)");

    @TempDir
    private Path directory;

    private final AtomicInteger slowPerRun = new AtomicInteger();

    @Test
    void watchesAnObjectiveOverAHistogram() throws Exception {
        Path file = Files.writeString(directory.resolve("slos.yml"), FILE);
        Objective made = Objective.builder("idle", "99.9", Indicator.bad("nothing_failed_total", "nothing_total"))
                .build();
        try (Monitoring monitoring = Monitoring.builder()
                .withoutDiscovery()
                .set("monitoring.interval", "100ms")
                .set("monitoring.alerts.evaluation-interval", "100ms")
                .set("monitoring.alerts.slos", file.toString())
                .collector(new Shop(slowPerRun), Target.of("shop", "here"))
                .extension(AlertsExtension.builder().objective(made).build())
                .web(0)
                .start()) {
            URI url = monitoring.url().orElseThrow();
            Await.until("events are counted", () -> get(url, "checkout-latency").contains("\"state\":\"ok\""));
            assertTrue(get(url, "checkout-latency").contains("\"leftPercent\":100.0"), get(url, "checkout-latency"));

            slowPerRun.set(5);

            Await.until("the alert fires", () -> get(url, "checkout-latency").contains("\"state\":\"firing\""));
            String one = get(url, "checkout-latency");
            assertTrue(one.contains("\"alertname\":\"ErrorBudgetBurn\""), one);
            assertTrue(one.contains("\"team\":\"shop\""), one);
            assertTrue(one.contains("\"state\":\"exhausted\""), one);
            assertTrue(one.contains("\"days\":[{\"day\":\""), one);
            assertTrue(one.contains("\"exhaustedInSeconds\":0.0"), one);
            String all = get(url, "");
            assertTrue(all.contains("\"name\":\"idle\""), all);
            assertTrue(all.contains("no counter fits nothing_total; check its name and labels"), all);
            assertTrue(!all.contains("\"name\":\"broken\"") && !all.contains("\"days\""), all);
            assertEquals(
                    "{\"error\":\"there is no SLO named \\\"checkout-latncy\\\"; did you mean \\\"checkout-latency\\\"?\"}",
                    get(url, "checkout-latncy").strip());
        }
    }

    @Test
    void keepsItsCountsOverARestart() throws Exception {
        Path file = Files.writeString(directory.resolve("slos.yml"), FILE);
        slowPerRun.set(2);
        double before;
        try (Monitoring monitoring = shop(file).start()) {
            URI url = monitoring.url().orElseThrow();
            Await.until("bad events are counted", () -> bad(get(url, "checkout-latency")) >= 10);
            before = bad(get(url, "checkout-latency"));
        }

        slowPerRun.set(0);
        try (Monitoring monitoring = shop(file).start()) {
            URI url = monitoring.url().orElseThrow();
            Await.until("it counts again", () -> get(url, "checkout-latency").contains("\"hasData\":true"));

            assertTrue(bad(get(url, "checkout-latency")) >= before, get(url, "checkout-latency"));
        }
    }

    /** The bad events of the whole window in an answer; 0 where there is none. */
    private static double bad(String answer) {
        Matcher matcher = BAD.matcher(answer);
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
    }

    private MonitoringBuilder shop(Path file) {
        return Monitoring.builder()
                .withoutDiscovery()
                .set("monitoring.interval", "100ms")
                .set("monitoring.alerts.evaluation-interval", "100ms")
                .set("monitoring.alerts.slos", file.toString())
                .set(
                        "monitoring.alerts.state-directory",
                        directory.resolve("state").toString())
                .collector(new Shop(slowPerRun), Target.of("shop", "here"))
                .extension(new AlertsExtension())
                .web(0);
    }

    private static String get(URI url, String name) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(url + "api/v1/slos" + (name.isEmpty() ? "" : "/" + name)))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Ten more requests at each run, some of them slow. */
    private static final class Shop implements MetricCollector {
        private static final Family DURATION = Family.histogram("shop_request_duration_seconds", "Requests.");
        private final AtomicInteger slowPerRun;
        private double quick;
        private double total;

        Shop(AtomicInteger slowPerRun) {
            this.slowPerRun = slowPerRun;
        }

        @Override
        public String name() {
            return "shop";
        }

        @Override
        public void collect(MetricSink sink, Deadline deadline) {
            total += 10;
            quick += 10 - slowPerRun.get();
            double[] bounds = {0.1, 0.3, 1};
            double[] counts = {quick / 2, quick, total, total};
            sink.addHistogram(DURATION, Labels.of("path", "/checkout"), bounds, counts, total);
        }
    }
}
