package dev.monitoring.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.core.Monitoring;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.testing.RecordedLogs;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a library at work when somebody changes its files and has them read anew. */
class ReloadTest {
    private static final String RULES = """
            groups:
            - name: spool
              interval: 100ms
              rules:
              - {alert: SpoolFull, expr: spool_files > 5, labels: {severity: critical}}
            """;

    private static final String ROUTING = """
            route:
              receiver: pager
              group_by: [alertname]
              group_wait: 0s
              group_interval: 1s
            receivers:
            - name: pager
              callback_configs: [{name: pager}]
            """;

    private static final String TWO_RECEIVERS = ROUTING.replace("receivers:", """
              routes:
              - receiver: desk
                matchers: [team="desk"]
            receivers:
            - name: desk
              callback_configs: [{name: desk}]""");

    private static final String SLOS = """
            slos:
            - name: checkout
              target: 99
              events: {bad: spool_failed_total, total: spool_requests_total}
            """;

    @TempDir
    private Path directory;

    private final List<Notification> pager = new CopyOnWriteArrayList<>();
    private final List<Notification> desk = new CopyOnWriteArrayList<>();
    private final AlertsExtension alerts = AlertsExtension.builder()
            .callback("pager", pager::add)
            .callback("desk", desk::add)
            .build();

    @Test
    void takesInRoutesAllOrNoneAndTellsNobodyTwice() throws Exception {
        Path routing = Files.writeString(directory.resolve("routing.yml"), ROUTING);
        try (Monitoring monitoring = start(routing)) {
            URI url = monitoring.url().orElseThrow();
            Await.until("the pager is told", () -> pager.size() == 1);

            Files.writeString(routing, TWO_RECEIVERS.replace("group_wait: 0s", "group_wait: soon"));
            assertEquals(1, alerts.reload().size());
            assertFalse(get(url, "api/v2/receivers").contains("desk"), "the old routes go on");

            Files.writeString(routing, TWO_RECEIVERS);
            assertEquals(List.of(), alerts.reload());
            assertTrue(get(url, "api/v2/receivers").contains("desk"));
            assertTrue(get(url, "api/v2/status").contains("callback_configs"));
            Await.until("the test of the new receiver arrives", () -> {
                post(url, "api/v1/receivers/desk/test");
                return !desk.isEmpty();
            });
            Await.until("the group was due again", () -> evaluations(monitoring) > 25);
            assertEquals(1, pager.size(), "nobody is told twice");
        }
    }

    @Test
    void aSecretAndATemplateThatChangeAreTakenInLikeTheRoutes() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            seen.add(exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                            .replaceAll(".*\"title\":\"([^\"]*).*\\n", "$1"));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        Path token = Files.writeString(directory.resolve("token"), "first");
        Path texts = Files.writeString(directory.resolve("a.tmpl"), "{{ define \"slack.default.title\" }}one{{ end }}");
        Path routing = Files.writeString(directory.resolve("routing.yml"), """
                route: {receiver: pager, group_wait: 0s, group_interval: 1s}
                templates: ['*.tmpl']
                receivers:
                - name: pager
                  slack_configs:
                  - api_url: http://127.0.0.1:%d/
                    http_config: {authorization: {credentials_file: token}}
                """.formatted(
                        server.getAddress().getPort()));
        try (Monitoring monitoring = start(routing, "100ms")) {
            URI url = monitoring.url().orElseThrow();
            Await.until("the pager is told", () -> seen.contains("Bearer first one"));

            Files.writeString(token, "renewed");
            Await.until("the new token is shown", () -> {
                post(url, "api/v1/receivers/pager/test");
                return seen.contains("Bearer renewed one");
            });
            Files.writeString(texts, "{{ define \"slack.default.title\" }}another{{ end }}");
            Await.until("the new text is told", () -> {
                post(url, "api/v1/receivers/pager/test");
                return seen.contains("Bearer renewed another");
            });
        } finally {
            server.stop(0);
        }
    }

    @Test
    void looksAtRulesAndRoutesAgain() throws Exception {
        Path routing = Files.writeString(directory.resolve("routing.yml"), ROUTING);
        try (Monitoring monitoring = start(routing)) {
            URI url = monitoring.url().orElseThrow();
            assertFalse(get(url, "api/v1/rules/lint").contains("unused-receiver"));

            Files.writeString(routing, ROUTING + "- name: unused\n  callback_configs: [{name: desk}]\n");
            assertEquals(List.of(), alerts.reload());

            assertTrue(get(url, "api/v1/rules/lint").contains("unused-receiver"));
            assertEquals(1, RecordedLogs.linesWith(routing + ":").size());
            assertEquals(List.of(), alerts.reload());
            assertEquals(1, RecordedLogs.linesWith(routing + ":").size(), "a finding is told once");
        }
    }

    @Test
    void takesInObjectivesAllOrNoneAndKeepsTheirCounts() throws Exception {
        Path slos = Files.writeString(directory.resolve("slos.yml"), SLOS);
        Path routing = Files.writeString(directory.resolve("routing.yml"), ROUTING);
        try (Monitoring monitoring = start(routing)) {
            URI url = monitoring.url().orElseThrow();
            Await.until(
                    "events are counted", () -> get(url, "api/v1/slos/checkout").contains("\"bad\":"));

            Files.writeString(slos, SLOS.replace("target: 99", "target: 101"));
            assertFalse(alerts.reload().isEmpty());
            assertTrue(get(url, "api/v1/slos/checkout").contains("99"), "the old objective goes on");

            Files.writeString(
                    slos,
                    SLOS.replace("target: 99", "target: 95")
                            + SLOS.lines()
                                    .skip(1)
                                    .map(line -> line.replace("checkout", "basket") + "\n")
                                    .reduce("", String::concat));
            assertEquals(List.of(), alerts.reload());

            String changed = get(url, "api/v1/slos/checkout");
            assertTrue(changed.contains("95") && changed.contains("\"bad\":"), changed);
            Await.until(
                    "the new one counts", () -> get(url, "api/v1/slos/basket").contains("\"hasData\":true"));

            Files.writeString(slos, SLOS.replace("checkout", "other"));
            assertEquals(List.of(), alerts.reload());
            assertTrue(get(url, "api/v1/slos/basket").contains("there is no SLO"));
        }
    }

    private static double evaluations(Monitoring monitoring) {
        VectorValue vector = (VectorValue) monitoring
                .query("max(monitoring_rule_group_evaluations_total)")
                .at(Instant.ofEpochMilli(Clock.system().epochMillis()))
                .value();
        return vector.samples().isEmpty() ? 0 : vector.samples().get(0).value();
    }

    private Monitoring start(Path routing) throws IOException {
        return start(routing, "0s");
    }

    private Monitoring start(Path routing, String reloadInterval) throws IOException {
        Path rules = Files.writeString(directory.resolve("rules.yml"), RULES);
        return Monitoring.builder()
                .withoutDiscovery()
                .set("monitoring.interval", "100ms")
                .set("monitoring.alerts.evaluation-interval", "100ms")
                .set("monitoring.alerts.reload-interval", reloadInterval)
                .set("monitoring.alerts.rules", rules.toString())
                .set("monitoring.alerts.slos", directory.resolve("slo*.yml").toString())
                .set("monitoring.alerts.routing", routing.toString())
                .collector(new Spool(), Target.of("spool", "here"))
                .extension(alerts)
                .web(0)
                .start();
    }

    private static void post(URI url, String path) {
        answer(HttpRequest.newBuilder(URI.create(url + path)).POST(HttpRequest.BodyPublishers.noBody()));
    }

    private static String get(URI url, String path) {
        return answer(HttpRequest.newBuilder(URI.create(url + path)));
    }

    private static String answer(HttpRequest.Builder request) {
        try {
            return HttpClient.newHttpClient()
                    .send(request.build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
