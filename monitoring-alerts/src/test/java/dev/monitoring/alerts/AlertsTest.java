package dev.monitoring.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.monitoring.alerts.rule.AlertTransition;
import dev.monitoring.alerts.why.BacktestReport;
import dev.monitoring.alerts.why.RuleExplanation;
import dev.monitoring.alerts.why.UnknownRuleException;
import dev.monitoring.alerts.why.WhyQuestion;
import dev.monitoring.core.Monitoring;
import dev.monitoring.core.backfill.OpenMetricsText;
import dev.monitoring.core.testing.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the running library says of its rules, in Java and over HTTP. */
class AlertsTest {
    private static final String RULES = """
            groups:
            - name: my spool
              interval: 100ms
              rules:
              - {alert: Full / Überlauf, expr: 'vector(12) > 10', labels: {severity: page}}
              - {alert: Never, expr: 'spool_fils > 10'}
            - name: broken
              rules: [{alert: Wrong, expr: sum(}]
            """;

    /** Load from 12:00:00 to 12:09:00 on 2026-01-02 UTC, a sample a minute: 1 1 9 9 9 9 1 9 1 1. */
    private static final long NOON = 1_767_355_200L;

    @TempDir
    private static Path directory;

    private static Monitoring monitoring;

    @BeforeAll
    static void start() throws Exception {
        Path rules = Files.writeString(directory.resolve("spool.yml"), RULES);
        monitoring = Monitoring.builder()
                .withoutDiscovery()
                .extension(new AlertsExtension())
                .web(0)
                .set("monitoring.history.retention", "20000d")
                .set("monitoring.alerts.rules", rules.toString())
                .start();
        StringBuilder text = new StringBuilder();
        int[] values = {1, 1, 9, 9, 9, 9, 1, 9, 1, 1};
        for (int i = 0; i < values.length; i++) {
            text.append("load{host=\"a\"} ")
                    .append(values[i])
                    .append(' ')
                    .append(NOON + 60L * i)
                    .append('\n');
        }
        Path data = Files.writeString(directory.resolve("data.om"), text + "# EOF\n");
        monitoring.importOpenMetrics(OpenMetricsText.file(data), progress -> {});
        Await.until(
                "the alert fires",
                () -> !Alerts.of(monitoring)
                        .history("Full / Überlauf", Instant.EPOCH, 10)
                        .isEmpty());
    }

    @AfterAll
    static void stop() {
        monitoring.close();
    }

    @Test
    void explainsARule() throws Exception {
        RuleExplanation why = Alerts.of(monitoring).explain(WhyQuestion.of("my spool", "Full / Überlauf"));

        assertTrue(why.verdict().startsWith("Firing since "), why.verdict());
        assertTrue(why.verdict().contains("`vector(12)` is 12 (> 10)"), why.verdict());
        assertTrue(
                Alerts.of(monitoring).text(why).contains("✔ 5 for "),
                Alerts.of(monitoring).text(why));
    }

    @Test
    void explainsOverHttp() throws Exception {
        String path = "api/v1/rules/explain?group=my+spool&rule=Full+%2F+%C3%9Cberlauf";

        HttpResponse<String> json = get(path);
        HttpResponse<String> text = get(path + "&format=text");
        HttpResponse<String> other = get("api/v1/rules/my%20spool/Never/explain?labels=%7Bhost%3D%22a%22%7D");

        assertEquals(200, json.statusCode(), json.body());
        requireJson(json.body());
        assertTrue(json.body().contains("\"rule\":\"Full / Überlauf\""), json.body());
        assertTrue(json.body().contains("\"question\":\"condition\",\"state\":\"passed\""), json.body());
        assertTrue(json.body().contains("\"clock\":{\"alert\":{\"alertname\":\"Full / Überlauf\""), json.body());
        assertTrue(text.body().contains("\n  Firing since "), text.body());
        assertTrue(
                other.body().contains("Not firing: no series match `spool_fils`: no series is named spool_fils"),
                other.body());
    }

    @Test
    void namesTheNearestRuleAndTheFaultsOfFiles() throws Exception {
        HttpResponse<String> rule = get("api/v1/rules/my%20spool/Nevr/explain");
        HttpResponse<String> group = get("api/v1/rules/broken/Wrong/explain");

        assertEquals(404, rule.statusCode());
        assertTrue(
                rule.body()
                        .contains(
                                "there is no rule \\\"Nevr\\\" in group \\\"my spool\\\"; did you mean \\\"Never\\\"?"),
                rule.body());
        assertEquals(404, group.statusCode());
        assertTrue(
                group.body().contains("there is no rule group \\\"broken\\\"; there is my spool; groups with faults"));
        assertTrue(group.body().contains("spool.yml:8:"), group.body());
        assertThrows(UnknownRuleException.class, () -> Alerts.of(monitoring).explain(WhyQuestion.of("my spool", "x")));
    }

    @Test
    void takesTheGroupInFrontOfTheRule() throws Exception {
        String path = "api/v1/rules/explain?format=text&rule=";

        HttpResponse<String> grouped = get(path + "my%20spool/Full%20/%20%C3%9Cberlauf");
        HttpResponse<String> rule = get(path + "my%20spool/Nevr");
        HttpResponse<String> group = get(path + "my%20spol/Never");

        assertTrue(grouped.body().startsWith("Full / Überlauf of group my spool, "), grouped.body());
        assertTrue(rule.body().contains("in group \\\"my spool\\\"; did you mean \\\"Never\\\"?"), rule.body());
        assertTrue(
                group.body().contains("no rule \\\"my spol/Never\\\"; did you mean \\\"my spool/Never\\\"?"),
                group.body());
    }

    @Test
    void refusesParametersThatAreNone() throws Exception {
        for (String wrong : List.of(
                "api/v1/rules/my%20spool/Never/explain?time=soon",
                "api/v1/rules/my%20spool/Never/explain?labels=host",
                "api/v1/rules/explain?group=my+spool&rule=",
                "api/v1/alerts/history?limit=0",
                "api/v1/alerts/history?since=yesterday",
                "api/v1/rules/backtest",
                "api/v1/rules/backtest?expr=up&for=5x",
                "api/v1/rules/backtest?expr=sum(",
                "api/v1/rules/backtest?expr=up&interval=0s",
                "api/v1/rules/backtest?expr=up&from=2026-01-02T12:00:00Z&to=2026-01-01T12:00:00Z",
                "api/v1/rules/backtest?expr=up&from=0&to=1767355200")) {
            HttpResponse<String> answer = get(wrong);

            assertEquals(400, answer.statusCode(), wrong + " " + answer.body());
            assertTrue(answer.body().contains("\"errorType\":\"bad_data\""), answer.body());
        }
    }

    @Test
    void tellsWhatHappenedToAlerts() throws Exception {
        HttpResponse<String> all = get("api/v1/alerts/history?rule=Full+%2F+%C3%9Cberlauf&limit=1");

        requireJson(all.body());
        assertTrue(all.body().contains("\"from\":\"inactive\",\"to\":\"firing\",\"value\":\"1.2e+01\""), all.body());
        assertTrue(all.body().contains("\"expression\":\"vector(12) > 10\",\"cause\":\"the condition holds\""));
        assertEquals(
                "{\"status\":\"success\",\"data\":{\"transitions\":[]}}",
                get("api/v1/alerts/history?rule=Never").body());
        AlertTransition transition =
                Alerts.of(monitoring).history("", Instant.EPOCH, 10).get(0);
        assertEquals("my spool", transition.group());
        assertTrue(Alerts.of(monitoring)
                .history("", Instant.ofEpochMilli(transition.timeMillis() + 1), 10)
                .isEmpty());
    }

    @Test
    void saysWhatAnExpressionWouldHaveDone() throws Exception {
        String range = "&from=2026-01-02T12:00:00Z&to=2026-01-02T12:09:00Z&interval=1m";

        HttpResponse<String> json = get("api/v1/rules/backtest?expr=load+%3E+5&for=2m" + range);
        HttpResponse<String> text = get("api/v1/rules/backtest?expr=load+%3E+5&for=2m&format=text" + range);

        requireJson(json.body());
        assertTrue(json.body().contains("\"evaluations\":10,\"isComplete\":true"), json.body());
        assertTrue(json.body().contains("\"fired\":1,\"pendingOnly\":1,\"failures\":0"), json.body());
        assertTrue(
                json.body()
                        .contains("\"pendingAt\":\"2026-01-02T12:02:00Z\",\"firedAt\":\"2026-01-02T12:04:00Z\","
                                + "\"endedAt\":\"2026-01-02T12:06:00Z\""),
                json.body());
        assertTrue(text.body().contains("would have fired 1 time, and been pending only 1 time"), text.body());
        assertEquals(
                "{\"status\":\"success\",\"data\":{\"transitions\":[]}}",
                get("api/v1/alerts/history?rule=Backtest").body());
    }

    @Test
    void saysOfABacktestFromWhenOnThereWasAnythingToSee() throws Exception {
        String path = "api/v1/rules/backtest?expr=absent(load)&interval=1m";

        HttpResponse<String> early = get(path + "&format=text&from=2026-01-02T11:30:00Z&to=2026-01-02T12:09:00Z");
        HttpResponse<String> json = get(path + "&from=2026-01-02T11:30:00Z&to=2026-01-02T12:09:00Z");
        HttpResponse<String> none = get(path + "&format=text&from=2026-01-02T10:00:00Z&to=2026-01-02T10:09:00Z");
        HttpResponse<String> whole = get(path + "&format=text&from=2026-01-02T12:00:00Z&to=2026-01-02T12:09:00Z");

        assertTrue(early.body().contains("; the history begins at "), early.body());
        assertTrue(json.body().contains("\"dataFrom\":\"2026-01-02T12:00:00Z\""), json.body());
        assertTrue(none.body().contains("; the history has no samples of that time"), none.body());
        assertFalse(whole.body().contains("the history"), whole.body());
    }

    @Test
    void saysWhatRulesWouldHaveDone() throws Exception {
        String rules = """
                groups:
                - name: g
                  interval: 1m
                  rules:
                  - {record: host:load:max, expr: max by (host) (load)}
                  - {alert: High, expr: host:load:max > 5, keep_firing_for: 1m}
                """;
        String path = "api/v1/rules/backtest?from=" + NOON + "&to=" + (NOON + 540);

        HttpResponse<String> answer = post(path, rules);
        HttpResponse<String> faulty = post(path, "groups: [{name: g, rules: [{alert: A, expr: 'sum('}]}]");
        BacktestReport report =
                Alerts.of(monitoring).backtest(rules, Instant.ofEpochSecond(NOON), Instant.ofEpochSecond(NOON + 540));

        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(400, faulty.statusCode());
        assertTrue(faulty.body().contains("rules:1:"), faulty.body());
        assertEquals(1, report.rules().get(1).fired());
        assertEquals(
                List.of("12:02 12:02 12:09"),
                report.rules().get(1).episodes().stream()
                        .map(one -> time(one.pendingAtMillis()) + " "
                                + time(one.firedAtMillis().orElse(0)) + " "
                                + time(one.endedAtMillis().orElse(0)))
                        .toList());
        assertFalse(get("api/v1/label/__name__/values").body().contains("host:load:max"));
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString().substring(11, 16);
    }

    private static void requireJson(String text) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            while (parser.nextToken() != null) {
                // reading it is the check
            }
        }
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(url(path)));
    }

    private static HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(url(path))
                .header("Content-Type", "application/yaml")
                .POST(BodyPublishers.ofString(body)));
    }

    private static URI url(String path) {
        return monitoring.url().orElseThrow().resolve(path);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }
}
