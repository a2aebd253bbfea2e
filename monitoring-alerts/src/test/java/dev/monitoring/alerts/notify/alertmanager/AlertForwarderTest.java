package dev.monitoring.alerts.notify.alertmanager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.AlertState;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.alert.Pending;
import dev.monitoring.alerts.alert.Resolved;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.core.endpoint.HttpEndpoint;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.ManualClock;
import dev.monitoring.core.time.ManualEventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AlertForwarderTest {
    private static final long START = 1_700_000_000_000L; // 2023-11-14T22:13:20Z
    private static final Duration INTERVAL = Duration.ofSeconds(15);
    private static final AlertRule RULE = AlertRule.of("Lag", "lag > 1");
    private static final RuleGroup GROUP = RuleGroup.of("g", INTERVAL, RULE);

    private final ManualClock clock = ManualClock.atEpochMillis(START);
    private final ManualEventLoop loop = new ManualEventLoop(clock);
    private final List<FakeAlertmanager> servers = new ArrayList<>();
    private final List<Runnable> held = new ArrayList<>();
    private Executor workers = Runnable::run;

    /** Remembers bodies, and answers with a status. */
    private static final class FakeAlertmanager {
        final List<String> bodies = new CopyOnWriteArrayList<>();
        final HttpServer server;
        volatile int status = 200;
        volatile String retryAfter = "";

        FakeAlertmanager() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
            server.createContext("/api/v2/alerts", exchange -> {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                if (status == 200) {
                    bodies.add(body);
                }
                if (!retryAfter.isEmpty()) {
                    exchange.getResponseHeaders().set("Retry-After", retryAfter);
                }
                exchange.sendResponseHeaders(status, -1);
                exchange.close();
            });
            server.start();
        }

        HttpEndpoint endpoint() {
            return HttpEndpoint.of(
                            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api/v2/alerts"))
                    .build();
        }
    }

    @BeforeEach
    void start() throws IOException {
        servers.add(new FakeAlertmanager());
        servers.add(new FakeAlertmanager());
    }

    @AfterEach
    void stop() {
        servers.forEach(server -> server.server.stop(0));
    }

    private AlertForwarder forwarder(int capacity) {
        return new AlertForwarder(
                servers.stream().map(FakeAlertmanager::endpoint).toList(),
                new AlertForwarder.Config(
                        Labels.of("region", "eu", "shard", "outer"),
                        rule -> "http://me/" + rule.name(),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(10),
                        capacity),
                loop,
                work -> workers.execute(work),
                clock);
    }

    private static Alert alert(String shard, AlertState state) {
        return new Alert(
                Labels.of("alertname", "Lag", "shard", shard), Map.of("summary", "\"late\"", "none", ""), 2, state);
    }

    private static Alert firing(String shard) {
        return alert(shard, Firing.since(START, START));
    }

    private void evaluate(AlertForwarder forwarder, Alert... alerts) {
        forwarder.evaluated(GROUP, RULE, clock.epochMillis(), List.of(alerts));
    }

    @Test
    void sendsAsPrometheusDoesToEveryAlertmanager() {
        try (AlertForwarder forwarder = forwarder(100)) {
            evaluate(forwarder, firing("3"), alert("4", new Pending(START)));

            String expected = "[{\"labels\":{\"alertname\":\"Lag\",\"region\":\"eu\",\"shard\":\"3\"},"
                    + "\"annotations\":{\"summary\":\"\\\"late\\\"\"},\"startsAt\":\"2023-11-14T22:13:20Z\","
                    + "\"endsAt\":\"2023-11-14T22:17:20Z\",\"generatorURL\":\"http://me/Lag\"}]";
            servers.forEach(server -> assertEquals(List.of(expected), server.bodies));
        }
    }

    @Test
    void sendsOnEveryChangeAndAgainOnceMoreThanAMinuteHasPassed() {
        try (AlertForwarder forwarder = forwarder(100)) {
            List<Integer> sentAt = new ArrayList<>();
            for (int second = 0; second <= 1_200; second += 15) {
                int before = servers.get(0).bodies.size();
                boolean over = second >= 150;
                if (second - 150 <= 900) { // so long the rule engine remembers it
                    evaluate(forwarder, over ? alert("3", new Resolved(START, START, START + 150_000)) : firing("3"));
                } else {
                    evaluate(forwarder);
                }
                if (servers.get(0).bodies.size() > before) {
                    sentAt.add(second);
                }
                loop.advance(INTERVAL);
            }

            // LastSentAt + ResendDelay must be before the evaluation: rules/alerting.go of Prometheus.
            List<Integer> expected = new ArrayList<>(List.of(0, 75));
            IntStream.rangeClosed(0, 12).forEach(turn -> expected.add(150 + 75 * turn));
            assertEquals(expected, sentAt);
            String last = servers.get(0).bodies.get(servers.get(0).bodies.size() - 1);
            assertTrue(last.contains("\"endsAt\":\"2023-11-14T22:15:50Z\""), last);
        }
    }

    @Test
    void holdsNobodyUpForOneThatIsAway() {
        servers.get(0).status = 503;
        try (AlertForwarder forwarder = forwarder(100)) {
            evaluate(forwarder, firing("3"));
            assertEquals(1, servers.get(1).bodies.size());

            loop.advance(Duration.ofSeconds(40)); // after pauses of 1, 2, 4, 8, 16 s
            AlertmanagerStatus away = forwarder.status().get(0);
            assertEquals(6, away.errors());
            assertEquals(1, away.waiting());
            assertTrue(away.lastError().orElseThrow().contains("status 503"));
            assertEquals(1, servers.get(1).bodies.size());

            servers.get(0).status = 200;
            loop.advance(Duration.ofSeconds(30));
            AlertmanagerStatus back = forwarder.status().get(0);
            assertEquals(servers.get(1).bodies, servers.get(0).bodies);
            assertEquals(List.of(1L, 0L, 7L), List.of(back.sent(), back.dropped(), back.requests()));
            assertTrue(back.lastError().isEmpty());
        }
    }

    @Test
    void leavesOneAloneForAsLongAsItWants() {
        servers.get(0).status = 429;
        servers.get(0).retryAfter = "45";
        try (AlertForwarder forwarder = forwarder(100)) {
            evaluate(forwarder, firing("3"));

            loop.advance(Duration.ofSeconds(44));
            assertEquals(1, forwarder.status().get(0).requests());

            servers.get(0).retryAfter = "86400";
            loop.advance(Duration.ofSeconds(1));
            assertEquals(2, forwarder.status().get(0).requests());

            servers.get(0).status = 200;
            loop.advance(Duration.ofMinutes(5));
            assertEquals(3, forwarder.status().get(0).requests(), "five minutes at most");
        }
    }

    @Test
    void tellsThePresentNotThePastToOneThatWasAway() {
        servers.get(0).status = 503;
        try (AlertForwarder forwarder = forwarder(100)) {
            evaluate(forwarder, firing("3"), firing("4"));
            evaluate(forwarder, alert("3", new Resolved(START, START, START + 1)), firing("4"));
            servers.get(0).status = 200;
            loop.advance(Duration.ofSeconds(30));

            assertEquals(1, servers.get(0).bodies.size());
            assertTrue(servers.get(0)
                    .bodies
                    .get(0)
                    .contains("\"shard\":\"3\"},\"annotations\":{\"summary\":\"\\\"late\\\"\"},"
                            + "\"startsAt\":\"2023-11-14T22:13:20Z\",\"endsAt\":\"2023-11-14T22:13:20.001Z\""));
        }
    }

    @Test
    void dropsTheOldestBeyondItsCapacityAndSendsSixtyFourAtOnce() {
        workers = held::add;
        try (AlertForwarder forwarder = forwarder(100)) {
            evaluate(forwarder, firing("first"));
            Alert[] many =
                    IntStream.range(0, 150).mapToObj(i -> firing("s" + i)).toArray(Alert[]::new);
            evaluate(forwarder, many);
            assertEquals(50, forwarder.status().get(0).dropped());

            workers = Runnable::run;
            held.forEach(Runnable::run);

            List<String> bodies = servers.get(0).bodies;
            assertEquals(
                    List.of(1, 64, 36),
                    bodies.stream()
                            .map(body -> body.split("startsAt", -1).length - 1)
                            .toList());
            assertTrue(bodies.get(1)
                    .startsWith("[{\"labels\":{\"alertname\":\"Lag\",\"region\":\"eu\",\"shard\":\"s50\""));
        }
    }

    @Test
    void doesNotRepeatWhatIsRefusedAsWrong() {
        servers.get(0).status = 400;
        try (AlertForwarder forwarder = forwarder(100)) {
            evaluate(forwarder, firing("3"));
            loop.advance(Duration.ofSeconds(50));

            AlertmanagerStatus status = forwarder.status().get(0);
            assertEquals(List.of(1L, 1L), List.of(status.errors(), status.dropped()));
        }
    }

    @Test
    void survivesThreadsThatAreGone() {
        workers = work -> {
            throw new java.util.concurrent.RejectedExecutionException();
        };
        try (AlertForwarder forwarder = forwarder(100)) {
            evaluate(forwarder, firing("3"));
            assertEquals(1, forwarder.status().get(0).waiting());

            workers = Runnable::run;
            loop.advance(Duration.ofSeconds(2));
            assertEquals(1, forwarder.status().get(0).sent());
        }
    }

    @Test
    void sendsNothingOnceClosed() {
        AlertForwarder forwarder = forwarder(100);
        forwarder.close();
        evaluate(forwarder, firing("3"));
        loop.advance(Duration.ofMinutes(1));

        assertTrue(servers.get(0).bodies.isEmpty());
        assertEquals(0, forwarder.status().get(0).waiting());
    }

    @Test
    void findsTheApiBelowTheAddress() {
        Map<String, String> addresses = Map.of(
                "am:9093", "http://am:9093/api/v2/alerts",
                "https://am/prefix/", "https://am:443/prefix/api/v2/alerts",
                "http://am:1/api/v2/alerts", "http://am:1/api/v2/alerts");
        addresses.forEach((address, expected) -> {
            Settings settings = Settings.of(Map.of("a.url", new Settings.Value(address, Origin.CODE)), "a");
            assertEquals(
                    expected, AlertmanagerSettings.read(settings).orElseThrow().toString());
            assertTrue(settings.faults().isEmpty());
        });
        Settings wrong = Settings.of(Map.of("a.url", new Settings.Value("ftp://am", Origin.CODE)), "a");
        assertFalse(AlertmanagerSettings.read(wrong).isPresent());
        assertEquals(1, wrong.faults().size());
    }
}
