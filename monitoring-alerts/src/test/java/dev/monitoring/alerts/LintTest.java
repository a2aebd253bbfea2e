package dev.monitoring.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.MonitoringBuilder;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.SettingLayer;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.testing.RecordedLogs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LintTest {
    private static final String RULES = """
            groups:
            - name: g
              rules:
              - alert: Down
                expr: up
              - alert: Fast
                expr: rate(x_total[15s]) > 1
            - name: broken
              rules:
              - alert: Wrong
                expr: sum(
            """;

    @TempDir
    private Path directory;

    @Test
    void answersWhatItFoundAndLogsItOnce() throws Exception {
        Path rules = Files.writeString(directory.resolve("shop.yml"), RULES);
        Path routing = Files.writeString(directory.resolve("am.yml"), """
                route: {receiver: a, routes: [{matchers: [severity="critical"]}]}
                receivers: [{name: a}, {name: old}]
                """);
        try (Monitoring monitoring = builder()
                .set("monitoring.alerts.rules", rules.toString())
                .set("monitoring.alerts.routing", routing.toString())
                .start()) {
            String lint = get(monitoring.url().orElseThrow(), "api/v1/rules/lint");

            assertTrue(
                    lint.startsWith(
                            "{\"status\":\"success\",\"data\":{\"findings\":[{\"kind\":\"no-condition\","
                                    + "\"severity\":\"warning\",\"file\":\"" + rules
                                    + "\",\"line\":4,\"column\":5,\"subject\":\"alert Down\",\"message\":\"the expression compares"),
                    lint);
            assertTrue(
                    lint.contains("{\"kind\":\"unused-receiver\",\"severity\":\"warning\",\"file\":\"" + routing),
                    lint);
            assertTrue(lint.contains("\"kind\":\"no-severity\""), lint);
            assertFalse(lint.contains("short-range"), "samples come every 100 ms: " + lint);
            assertEquals(
                    1,
                    RecordedLogs.linesWith(rules + ":4:5: alert Down: the expression compares nothing")
                            .size());
            assertFalse(lint.contains("no-series"), "nothing was collected yet: " + lint);
        }
    }

    @Test
    void checksRulesBeforeAnythingRuns() throws IOException {
        Path rules = Files.writeString(directory.resolve("shop.yml"), RULES);
        SettingLayer layer = new SettingLayer();
        layer.put("monitoring.alerts.rules", rules.toString(), Origin.CODE);
        layer.put("monitoring.alerts.packs", "self", Origin.CODE);
        Settings settings = Settings.layered(List.of(layer), "monitoring");

        RuleCheck check = RuleCheck.of(settings.section("alerts"), Duration.ofSeconds(5));

        assertEquals(12, check.rules());
        assertEquals(1, check.faults().size());
        assertEquals(
                List.of("no-condition", "short-range"),
                check.findings().stream().map(finding -> finding.kind().word()).toList());
    }

    private static MonitoringBuilder builder() {
        return Monitoring.builder()
                .withoutDiscovery()
                .set("monitoring.interval", "100ms")
                .extension(new AlertsExtension())
                .web(0);
    }

    private static String get(URI url, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.ofString())
                .body();
    }
}
