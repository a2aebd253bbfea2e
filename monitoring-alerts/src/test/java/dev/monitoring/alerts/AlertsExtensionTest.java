package dev.monitoring.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.core.ConfigurationException;
import dev.monitoring.core.Monitoring;
import dev.monitoring.core.MonitoringBuilder;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertsExtensionTest {
    private static final String RULES = """
            groups:
            - name: spool
              interval: 100ms
              rules:
              - record: spool:files:double
                expr: spool_files * 2
              - alert: SpoolFull
                expr: spool:files:double > 10
                labels: {severity: page}
                annotations: {summary: "{{ $value }} files at {{ $externalLabels.site }}"}
            - name: broken
              rules:
              - alert: Wrong
                expr: sum(
            """;

    @TempDir
    private Path directory;

    private final AtomicReference<Double> files = new AtomicReference<>(1.0);

    @Test
    void evaluatesRulesAndAnswersWhatThereIs() throws Exception {
        Path rules = Files.writeString(directory.resolve("spool.yml"), RULES);
        try (Monitoring monitoring = builder()
                .set("monitoring.alerts.rules", rules.toString())
                .set("monitoring.alerts.external-labels", "site=berlin, team=ops")
                .start()) {
            URI url = monitoring.url().orElseThrow();
            Await.until("the rule is evaluated", () -> get(url, "api/v1/rules").contains("\"health\":\"ok\""));
            assertEquals("{\"status\":\"success\",\"data\":{\"alerts\":[]}}", get(url, "api/v1/alerts"));

            files.set(6.0);

            Await.until("the alert fires", () -> get(url, "api/v1/alerts").contains("\"state\":\"firing\""));
            String alerts = get(url, "api/v1/alerts");
            assertTrue(alerts.contains("\"annotations\":{\"summary\":\"12 files at berlin\"}"), alerts);
            assertTrue(alerts.contains("\"value\":\"1.2e+01\""), alerts);
            String all = get(url, "api/v1/rules");
            assertTrue(all.contains("\"query\":\"spool:files:double > 10\""), all);
            assertFalse(all.contains("Wrong"), "the broken group is left out");
            assertFalse(get(url, "api/v1/rules?type=record").contains("SpoolFull"));
            assertFalse(get(url, "api/v1/rules?rule_name[]=SpoolFull").contains("spool_files * 2"));
            assertFalse(get(url, "api/v1/rules?exclude_alerts=true").contains("\"activeAt\""));
            assertTrue(get(url, "api/v1/rules?type=both")
                    .contains("invalid parameter \\\"type\\\": not supported value \\\"both\\\""));
            Await.until(
                    "the alert is a series",
                    () -> answer(monitoring, "ALERTS{alertstate=\"firing\"}").contains("SpoolFull"));
            Await.until(
                    "the fault is a figure",
                    () -> !answer(monitoring, "monitoring_rule_file_faults == 1")
                            .isEmpty());

            files.set(0.0);

            Await.until("the alert resolves", () -> get(url, "api/v1/alerts").contains("\"alerts\":[]"));
        }
    }

    @Test
    void takesAlertsFromOutsideWithARoutingFileAlone() throws Exception {
        Path routing = Files.writeString(directory.resolve("routing.yml"), """
                route: {receiver: people, group_wait: 0s}
                receivers: [{name: people, log_configs: [{}]}]
                """);
        try (Monitoring monitoring = builder()
                .set("monitoring.alerts.routing", routing.toString())
                .set("monitoring.alerts.external-labels", "site=berlin")
                .start()) {
            URI url = monitoring.url().orElseThrow();
            HttpRequest post = HttpRequest.newBuilder(URI.create(url + "api/v2/alerts"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("[{\"labels\":{\"alertname\":\"FromOutside\"}}]"))
                    .build();

            HttpResponse<String> answer = HttpClient.newHttpClient().send(post, BodyHandlers.ofString());

            assertEquals(200, answer.statusCode(), answer.body());
            String alerts = get(url, "api/v2/alerts");
            assertTrue(alerts.contains("\"labels\":{\"alertname\":\"FromOutside\"}"), alerts);
            assertTrue(alerts.contains("\"receivers\":[{\"name\":\"people\"}]"), alerts);
            Await.until(
                    "it is told",
                    () -> get(url, "api/v1/notifications?status=delivered").contains("\"receiver\":\"people\""));
            assertTrue(get(url, "api/v1/notifications?receiver=nobody").contains("\"data\":[]"));
            assertTrue(get(url, "api/v1/notifications?status=lost").contains("none of waiting"));
            String status = get(url, "api/v2/status");
            assertTrue(status.contains("receiver: people"), status);
        }
    }

    @Test
    void startsNoThreadWithoutRules() {
        Await.until("the threads of other tests have ended", () -> !hasRuleThread());
        try (Monitoring monitoring = builder().start()) {
            assertEquals(
                    "{\"status\":\"success\",\"data\":{\"groups\":[]}}",
                    get(monitoring.url().orElseThrow(), "api/v1/rules"));
            assertFalse(hasRuleThread());
        }
    }

    @Test
    void leavesNoThreadBehind() throws IOException {
        Path rules = Files.writeString(directory.resolve("spool.yml"), RULES);
        Monitoring monitoring =
                builder().set("monitoring.alerts.rules", rules.toString()).start();
        Await.until("rules are evaluated", AlertsExtensionTest::hasRuleThread);

        monitoring.close();

        Await.until("no thread is left", () -> !hasRuleThread());
    }

    @Test
    void tellsExternalLabelsThatAreNone() {
        ConfigurationException refusal = assertThrows(
                ConfigurationException.class,
                () -> builder()
                        .set("monitoring.alerts.external-labels", "berlin")
                        .start());

        assertTrue(
                String.valueOf(refusal.getMessage()).contains("\"berlin\" is no label; write name=value"),
                refusal.getMessage());
    }

    @Test
    @SuppressWarnings("try") // it is at work until it is closed
    void tellsCallbacksOfAlertsThatInlineRulesRaise() {
        List<Notification> told = new CopyOnWriteArrayList<>();
        AlertsExtension alerts =
                AlertsExtension.builder().callback("pager", told::add).build();
        files.set(6.0);
        try (Monitoring monitoring = builder(alerts)
                .set("monitoring.alerts.external-labels", "site=berlin")
                .set("monitoring.alerts.inline-rules", """
                        groups:
                        - name: spool
                          interval: 100ms
                          rules:
                          - {alert: SpoolFull, expr: spool_files > 5, labels: {severity: critical}}
                        """)
                .set("monitoring.alerts.routing", routing())
                .start()) {
            Await.until("the callback is told", () -> !told.isEmpty());
            files.set(0.0);
            Await.until("it is told of the end", () -> told.get(told.size() - 1).isResolved());
        }

        Notification first = told.get(0);
        assertEquals("{}/{severity=\"critical\"}:{alertname=\"SpoolFull\"}", first.groupKey());
        assertEquals("pager", first.data().receiver());
        assertEquals("berlin", first.data().commonLabels().get("site"));
        assertEquals("firing", first.data().status());
        assertEquals(2, told.size(), "once for each change: " + told);
    }

    @Test
    void manyReceiversThatDoNotAnswerHoldNobodyElseUp() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        CountDownLatch told = new CountDownLatch(1);
        AlertsExtension.Builder alerts = AlertsExtension.builder().callback("sound", notification -> told.countDown());
        StringBuilder ways = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            alerts.callback("dead" + i, notification -> {
                try {
                    done.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            ways.append("{name: dead").append(i).append("}, ");
        }
        Path routing = Files.writeString(directory.resolve("alertmanager.yml"), """
                route: {receiver: all, group_wait: 0s}
                receivers: [{name: all, callback_configs: [%s{name: sound}]}]
                """.formatted(ways));
        try (Monitoring monitoring = builder(alerts.build())
                .set("monitoring.alerts.routing", routing.toString())
                .start()) {
            post(monitoring.url().orElseThrow(), "api/v2/alerts", "[{\"labels\": {\"alertname\": \"Disk\"}}]");

            assertTrue(told.await(20, TimeUnit.SECONDS), "the last of 31 is told though 30 hang");
            done.countDown();
        }
    }

    private String routing() {
        try {
            return Files.writeString(directory.resolve("alertmanager.yml"), """
                            route:
                              receiver: nobody
                              routes:
                              - receiver: pager
                                matchers: [severity="critical"]
                                group_by: [alertname]
                                group_wait: 0s
                                group_interval: 1s
                            receivers:
                            - name: nobody
                            - name: pager
                              callback_configs: [{name: pager}]
                            """).toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void handsAlertsToAlertmanagersAndTellsThatItIsAlive() throws IOException {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer outside = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        outside.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + new String(body, StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        outside.start();
        String address = "http://127.0.0.1:" + outside.getAddress().getPort();
        Path rules = Files.writeString(directory.resolve("spool.yml"), RULES);
        files.set(6.0);
        try (Monitoring monitoring = builder()
                .set("monitoring.alerts.rules", rules.toString())
                .set("monitoring.alerts.external-labels", "site=berlin")
                .set("monitoring.alerts.alertmanagers[0].url", address)
                .set("monitoring.alerts.heartbeat-url", address + "/beat/secret")
                .set("monitoring.alerts.heartbeat-interval", "1s")
                .start()) {
            Await.until("the alert is handed over", () -> asked.stream().anyMatch(AlertsExtensionTest::isSpoolFull));
            Await.until("the heart beats", () -> asked.contains("GET /beat/secret "));
            Await.until(
                    "both are counted",
                    () -> !answer(
                                    monitoring,
                                    "monitoring_alertmanager_alerts_sent_total > 0 and on () monitoring_heartbeats_total > 0")
                            .isEmpty());
        } finally {
            outside.stop(0);
        }
    }

    private static boolean isSpoolFull(String request) {
        return request.startsWith("POST /api/v2/alerts ")
                && request.contains("\"alertname\":\"SpoolFull\"")
                && request.contains("\"site\":\"berlin\"");
    }

    @Test
    void opensNothingWhereOnlyTheSettingsAreLookedAt() throws IOException {
        Path rules = Files.writeString(directory.resolve("spool.yml"), RULES);
        Path state = directory.resolve("state");

        assertEquals(
                List.of(),
                builder()
                        .set("monitoring.alerts.rules", rules.toString())
                        .set("monitoring.alerts.state-directory", state.toString())
                        .check());

        assertFalse(Files.exists(state));
        Await.until("no thread is left", () -> !hasRuleThread());
    }

    @Test
    void sendsTestsAndKnowsWhoLooksAfterAnAlert() throws IOException {
        List<Notification> told = new CopyOnWriteArrayList<>();
        AlertsExtension alerts =
                AlertsExtension.builder().callback("pager", told::add).build();
        Path rules = Files.writeString(directory.resolve("spool.yml"), RULES);
        files.set(6.0);
        try (Monitoring monitoring = builder(alerts)
                .set("monitoring.alerts.rules", rules.toString())
                .set("monitoring.alerts.routing", routing())
                .start()) {
            URI url = monitoring.url().orElseThrow();

            assertTrue(post(url, "api/v1/receivers/pager/test").contains("\"sent\":1"));
            assertTrue(post(url, "api/v1/receivers/nobody/test").contains("there is no receiver"));
            Await.until("the test arrives", () -> !told.isEmpty());
            assertEquals("Test", told.get(0).data().commonLabels().get("alertname"));
            Await.until(
                    "its end is seen", () -> get(url, "api/v1/notifications").contains("\"status\":\"delivered\""));

            AtomicReference<String> listed = new AtomicReference<>("");
            Await.until(
                    "the alert fires",
                    () -> listed.updateAndGet(before -> get(url, "api/v2/alerts"))
                            .contains("fingerprint"));
            String fingerprint = listed.get().replaceAll("(?s).*\"fingerprint\":\"([0-9a-f]{16})\".*", "$1");
            assertTrue(post(url, "api/v1/acknowledgements/0000000000000000").contains("no alert that fires"));
            String known = post(url, "api/v1/acknowledgements/" + fingerprint + "?comment=on%20it");
            assertTrue(known.contains("\"comment\":\"on it\""), known);
            assertTrue(get(url, "api/v1/audit").contains("looks after"), get(url, "api/v1/audit"));

            files.set(0.0);

            Await.until(
                    "nobody needs to any more",
                    () -> !get(url, "api/v1/acknowledgements").contains(fingerprint));
        }
    }

    private static String post(URI url, String path) {
        return post(url, path, "");
    }

    private static String post(URI url, String path, String json) {
        return send(HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    @Test
    void takesInRulesThatChangeAllOrNone() throws IOException {
        Path rules =
                Files.writeString(directory.resolve("spool.yml"), RULES.substring(0, RULES.indexOf("- name: broken")));
        try (Monitoring monitoring = builder()
                .set("monitoring.alerts.rules", rules.toString())
                .set("monitoring.alerts.reload-interval", "50ms")
                .start()) {
            URI url = monitoring.url().orElseThrow();
            files.set(6.0);
            Await.until("the alert fires", () -> get(url, "api/v1/alerts").contains("\"state\":\"firing\""));
            String before = get(url, "api/v1/alerts");

            replace(rules, RULES);
            Await.until(
                    "the fault is a figure",
                    () -> !answer(monitoring, "monitoring_rule_file_faults == 1")
                            .isEmpty());
            assertEquals(before, get(url, "api/v1/alerts"), "the old rules go on");

            replace(rules, RULES.replace("sum(", "vector(1)"));
            Await.until("the new rule is there", () -> get(url, "api/v1/alerts").contains("Wrong"));
            assertTrue(get(url, "api/v1/alerts").contains("12 files"), "the alert of the rule that stayed goes on");
        }
    }

    /** In one step, so that nobody reads half of it. */
    private void replace(Path file, String text) throws IOException {
        Path whole = Files.writeString(directory.resolve("whole"), text);
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void refusesToStartWithARoutingFileThatIsWrongAndTellsWhere() throws IOException {
        Path routing = Files.writeString(directory.resolve("wrong.yml"), """
                        route: {receiver: pager, group_wait: soon}
                        receivers:
                        - name: pager
                          callback_configs: [{name: pagr}]
                        """);
        AlertsExtension alerts =
                AlertsExtension.builder().callback("pager", told -> {}).build();

        ConfigurationException refusal = assertThrows(
                ConfigurationException.class,
                () -> builder(alerts)
                        .set("monitoring.alerts.routing", routing.toString())
                        .start());

        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.contains("wrong.yml:1:"), message);
    }

    private static boolean hasRuleThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("monitoring-rule")
                        || thread.getName().startsWith("monitoring-alerts")
                        || thread.getName().startsWith("monitoring-notify"));
    }

    /** The elements that an expression yields now, empty where there are none. */
    private static String answer(Monitoring monitoring, String expression) {
        VectorValue vector = (VectorValue) monitoring
                .query(expression)
                .at(Instant.ofEpochMilli(Clock.system().epochMillis()))
                .value();
        return vector.samples().isEmpty() ? "" : vector.toString();
    }

    private MonitoringBuilder builder() {
        return builder(new AlertsExtension());
    }

    private MonitoringBuilder builder(AlertsExtension alerts) {
        return Monitoring.builder()
                .withoutDiscovery()
                .set("monitoring.interval", "100ms")
                .collector(new Spool(files), Target.of("spool", "here"))
                .extension(alerts)
                .web(0);
    }

    private static String get(URI url, String path) {
        return send(
                HttpRequest.newBuilder(URI.create(url + path.replace("[", "%5B").replace("]", "%5D")))
                        .build());
    }

    private static String send(HttpRequest request) {
        try {
            return HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private record Spool(AtomicReference<Double> files) implements MetricCollector {
        private static final Family FILES = Family.gauge("spool_files", "Files.");

        @Override
        public String name() {
            return "spool";
        }

        @Override
        public void collect(MetricSink sink, Deadline deadline) {
            sink.add(FILES, Labels.EMPTY, files.get());
        }
    }
}
