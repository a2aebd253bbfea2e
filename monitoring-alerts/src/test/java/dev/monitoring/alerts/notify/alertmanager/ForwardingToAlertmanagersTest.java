package dev.monitoring.alerts.notify.alertmanager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.alert.Resolved;
import dev.monitoring.alerts.config.RealAlertmanager;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.core.endpoint.HttpEndpoint;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two of Debian's Alertmanagers. */
class ForwardingToAlertmanagersTest {
    private static final String CONFIG = "route: {receiver: none}\nreceivers: [{name: none}]\n";
    private static final AlertRule RULE = AlertRule.of("Lag", "lag > 1");
    private static final RuleGroup GROUP = RuleGroup.of("g", Duration.ofSeconds(1), RULE);
    private static final int COUNT = 200;

    @TempDir
    Path folder;

    private RealAlertmanager start(String name) throws IOException {
        return RealAlertmanager.start(Files.createDirectories(folder.resolve(name)), CONFIG);
    }

    /** The shards of the alerts that fire there. */
    private static Set<String> firing(RealAlertmanager alertmanager) {
        Set<String> shards = new TreeSet<>();
        try {
            for (Object alert : (List<?>) alertmanager.get("/api/v2/alerts")) {
                Map<?, ?> labels = (Map<?, ?>) Objects.requireNonNull(((Map<?, ?>) alert).get("labels"));
                assertEquals("eu", labels.get("region"));
                shards.add(String.valueOf(labels.get("shard")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return shards;
    }

    @Test
    void everyAlertmanagerKnowsEveryAlertAlsoAfterItWasAway() throws Exception {
        long began = Clock.system().epochMillis() - 1_000;
        List<Alert> alerts = new ArrayList<>(IntStream.range(0, COUNT)
                .mapToObj(i -> new Alert(
                        Labels.of("alertname", "Lag", "shard", "s" + i),
                        Map.of("summary", "late"),
                        2,
                        Firing.since(began, began)))
                .toList());
        ExecutorService workers = Executors.newFixedThreadPool(2);
        RealAlertmanager first = start("first");
        RealAlertmanager second = start("second");
        try (EventLoop loop = EventLoop.start("monitoring-test", Clock.system());
                AlertForwarder forwarder = new AlertForwarder(
                        List.of(endpoint(first), endpoint(second)),
                        new AlertForwarder.Config(
                                Labels.of("region", "eu"),
                                rule -> "http://me.example/",
                                Duration.ofMillis(200),
                                Duration.ofSeconds(10),
                                1_000),
                        loop,
                        workers,
                        Clock.system())) {
            evaluate(forwarder, alerts);
            for (RealAlertmanager each : List.of(first, second)) {
                Await.until("it has all alerts", () -> firing(each).size() == COUNT);
            }
            int port = URI.create(first.base()).getPort();
            first.close();
            evaluateUntil(forwarder, alerts, () -> forwarder.status().get(0).errors() > 0);
            assertEquals(COUNT, firing(second).size());

            RealAlertmanager again =
                    RealAlertmanager.start(Files.createDirectories(folder.resolve("again")), CONFIG, port);
            first = again;
            evaluateUntil(forwarder, alerts, () -> firing(again).size() == COUNT);

            Alert over = alerts.remove(0);
            List<Alert> now = new ArrayList<>(alerts);
            now.add(over.withState(new Resolved(began, began, began + 500)));
            evaluateUntil(
                    forwarder,
                    now,
                    () -> firing(again).size() == COUNT - 1 && firing(second).size() == COUNT - 1);
            assertTrue(!firing(second).contains("s0"));
            assertEquals(0, forwarder.status().get(0).dropped());
        } finally {
            first.close();
            second.close();
            workers.shutdownNow();
        }
    }

    private static HttpEndpoint endpoint(RealAlertmanager alertmanager) {
        return HttpEndpoint.of(URI.create(alertmanager.base() + "/api/v2/alerts"))
                .build();
    }

    private static void evaluate(AlertForwarder forwarder, List<Alert> alerts) {
        forwarder.evaluated(GROUP, RULE, Clock.system().epochMillis(), alerts);
    }

    private static void evaluateUntil(
            AlertForwarder forwarder, List<Alert> alerts, java.util.function.BooleanSupplier holds) {
        Await.until("the Alertmanagers know", () -> {
            evaluate(forwarder, alerts);
            return holds.getAsBoolean();
        });
    }
}
