package dev.monitoring.collectors.actions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.BuiltinExchangeType;
import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.StoredRuns;
import dev.monitoring.collectors.events.Application;
import dev.monitoring.collectors.testing.FaultyProxy;
import dev.monitoring.collectors.testing.LineFaults;
import dev.monitoring.collectors.testing.RabbitServer;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.Bundle;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Saved actions at a real broker, listened to by the user that the documentation says is enough. */
@Timeout(300)
class ActionCollectorTest {
    /** The command as the README gives it. */
    static final String PERMISSIONS = "rabbitmqctl set_permissions -p / monitoring '^monitoring\\.actions\\.'"
            + " '^monitoring\\.actions\\.' '^(monitoring\\.actions\\..*|saved_actions)$'";

    private static final ActionCollectorFactory FACTORY = new ActionCollectorFactory();
    private static final String SAVED = "saved_actions";
    private static final String TIME = "fr_action_timestamp_seconds";

    private static RabbitServer broker;

    private final List<MetricCollector> made = new ArrayList<>();
    private Application application;

    @BeforeAll
    static void findBroker() throws Exception {
        broker = RabbitServer.shared();
        Application.permit(broker, PERMISSIONS);
    }

    @BeforeEach
    void begin() throws Exception {
        application = Application.of(broker);
        application.exchange(SAVED, BuiltinExchangeType.TOPIC).queue(SAVED).bind(SAVED, SAVED, "#");
    }

    @AfterEach
    void close() throws Exception {
        made.forEach(MetricCollector::close);
        if (application != null) {
            application.close();
        }
    }

    @Test
    void countsExactlyWhatIsSavedAndTakesNothing() throws Exception {
        MetricCollector collector = collector();
        Application.run(collector);

        application.publish(SAVED, "a", 5, action("enrol", "success", 0));
        application.publish(SAVED, "b", 2, action("enrol", "failed", 1));
        application.publish(SAVED, "c", 3, action("delete", "ok", 2));
        application.publish(SAVED, "c", 1, "{\"kind\":\"odd\"}");
        application.publish(SAVED, "c", 1, "not json");
        RecordingSink sink = Application.await(collector, now -> messages(now) == 12);

        assertEquals(5, actions(sink, "enrol", "success"));
        assertEquals(2, actions(sink, "enrol", "error"));
        assertEquals(3, actions(sink, "delete", "success"));
        assertEquals(1, actions(sink, "odd", "unknown"));
        assertEquals(1, sink.value("fr_action_malformed_total", "source", SAVED, "reason", "not_json"));
        assertEquals(11, sink.samples(TIME).size());
        assertEquals(1_795_255_200.0, sink.value(TIME, "slot", "0", "kind", "enrol", "outcome", "success"));
        assertEquals(1_795_255_201.0, sink.value(TIME, "slot", "5", "kind", "enrol", "outcome", "error"));
        assertEquals(12, sink.value("fr_action_backlog", "source", SAVED, "queue", SAVED));
        assertEquals(12, application.channel().messageCount(SAVED), "the application's own queue");
    }

    @Test
    void keepsTheLastOnly() throws Exception {
        MetricCollector collector = collector("recent", 3);
        Application.run(collector);

        for (int i = 0; i < 10; i++) {
            application.publish(SAVED, "", 1, action("k" + i, "ok", i));
        }
        RecordingSink sink = Application.await(collector, now -> messages(now) == 10);

        assertEquals(3, sink.samples(TIME).size());
        assertTrue(sink.has(TIME, "slot", "1", "kind", "k7", "outcome", "success"), sink::text);
        assertTrue(sink.has(TIME, "slot", "2", "kind", "k8", "outcome", "success"));
        assertTrue(sink.has(TIME, "slot", "0", "kind", "k9", "outcome", "success"));
    }

    @Test
    void showsNothingOfAnActionButWhatItIsTold() throws Exception {
        MetricCollector discreet = collector();
        MetricCollector told = collector("shown-fields", "till.id, operator");
        Application.run(discreet);
        Application.run(told);

        application.publish(
                SAVED,
                "",
                1,
                "{\"kind\":\"pay\",\"status\":\"ok\",\"customer\":\"Ada\",\"operator\":\"o-7\",\"till\":{\"id\":4}}");

        RecordingSink little = Application.await(discreet, now -> messages(now) == 1);
        RecordingSink more = Application.await(told, now -> messages(now) == 1);
        assertFalse(little.text().contains("o-7") || little.text().contains("Ada"), little::text);
        assertTrue(more.text().contains("operator=\"o-7\",outcome=\"success\",slot=\"0\",till_id=\"4\""), more::text);
        assertFalse(more.text().contains("Ada"));
    }

    @Test
    void staysBoundedInABurst() throws Exception {
        MetricCollector collector = collector("kind-limit", 4);
        Application.run(collector);

        for (int i = 0; i < 200; i++) {
            application.publish(SAVED, "", 1, action("kind" + i, "state" + i, i));
        }
        application.publish(SAVED, "", 20_000, action("last", "ok", 500));
        RecordingSink sink = Application.await(
                collector, now -> now.value("fr_action_copies_waiting", "source", SAVED) == 0 && messages(now) > 5_000);

        assertEquals(100, sink.samples(TIME).size());
        assertTrue(sink.samples("fr_actions_total").size() <= 5 * 22);
        assertEquals(20_200, application.channel().messageCount(SAVED));
    }

    @Test
    void timesThatCannotBeAreReplaced() throws Exception {
        MetricCollector collector = collector();
        Application.run(collector);

        application.publish(SAVED, "", 1, "{\"kind\":\"future\",\"saved_at\":\"2099-01-01T00:00:00Z\"}");
        application.publish(SAVED, "", 1, "{\"kind\":\"never\",\"saved_at\":\"once upon a time\"}");
        RecordingSink sink = Application.await(collector, now -> messages(now) == 2);

        double now = Clock.system().epochMillis() / 1e3;
        assertEquals(now, sink.value(TIME, "slot", "0", "kind", "future", "outcome", "unknown"), 300);
        assertEquals(now, sink.value(TIME, "slot", "1", "kind", "never", "outcome", "unknown"), 300);
    }

    @Test
    void survivesWhateverHappensToTheLine() throws Exception {
        try (FaultyProxy line = FaultyProxy.to(broker.port())) {
            LineFaults.survive(line, collector("url", "amqp://" + line.address()), Application.CANARY);
        }
    }

    @Test
    void aWrongPasswordIsSaidWithoutIt() {
        MetricCollector collector = collector("password", "wrong-" + Application.CANARY);

        Application.assertFails(collector, Duration.ofSeconds(20), "refuses user \"monitoring\"");
    }

    @Test
    void leavesNothingBehind() throws Exception {
        MetricCollector collector = collector();
        Application.run(collector);

        collector.close();

        Await.until("its queue is gone", () -> own() == 0);
        Await.until(
                "its threads are gone",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("monitoring-actions")));
    }

    @Test
    void fillsItsBundle() throws Exception {
        MetricCollector collector = collector();
        Application.run(collector);
        application.publish(SAVED, "a", 3, action("enrol", "success", 0));
        application.publish(SAVED, "b", 1, action("delete", "failed", 7));
        RecordingSink sink = Application.await(collector, now -> messages(now) == 4);
        StoredRuns runs = new StoredRuns();
        runs.add(sink, Target.of("actions", "mq"), 1_795_255_300_000L);

        Bundle bundle = FACTORY.bundles().get(0);
        Map<String, Double> shown = runs.read(bundle, 1_795_255_300_000L);

        assertEquals(4, shown.get("actions"));
        assertEquals(3, shown.get("succeeded"));
        assertEquals(1, shown.get("failed"));
        assertEquals(3, shown.get("kinds[enrol].actions"));
        assertEquals(0, shown.get("kinds[enrol].failed"));
        assertEquals(1, shown.get("kinds[delete].failed"));
        assertEquals(1, shown.get("outcomes[error].actions"));
        assertEquals(1_795_255_207.0, shown.get("recent{kind=\"delete\", outcome=\"error\"}"));
    }

    @Test
    void saysWhatIsWrongWithItsSettings() {
        assertFault("cannot become a label", "url", "amqp://a", "shown-fields", "9x");
        assertFault("which is there already", "url", "amqp://a", "shown-fields", "kind");
        assertFault("name up to 10", "url", "amqp://a", "shown-fields", "a,b,c,d,e,f,g,h,i,j,k");
        assertFault("listened to already", "url", "amqp://a", "sources[0].exchange", "x", "sources[1].exchange", "x");
        assertFault("url is not set, but is needed", "recent", 3);
        assertTrue(FACTORY.bundles(TestSettings.target(FACTORY, "shown-fields", "till.id"))
                .toString()
                .contains("[kind, outcome, till_id]"));
    }

    private static void assertFault(String expected, Object... keysAndValues) {
        List<String> faults = TestSettings.faults(FACTORY, keysAndValues);
        assertEquals(1, faults.size(), faults::toString);
        assertTrue(faults.get(0).contains(expected), faults::toString);
    }

    private static int own() {
        try {
            return Application.ownQueues(broker, "actions");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private MetricCollector collector(Object... more) {
        List<Object> keys = new ArrayList<>(Arrays.asList(more));
        if (!keys.contains("url")) {
            keys.addAll(List.of("url", broker.url()));
        }
        if (!keys.contains("password")) {
            keys.addAll(List.of("password", Application.CANARY));
        }
        keys.addAll(List.of("username", Application.USER));
        MetricCollector collector =
                TestSettings.collector(FACTORY, keys.toArray()).collector();
        made.add(collector);
        return collector;
    }

    private static String action(String kind, String outcome, int secondsLater) {
        return "{\"action\":\"%s\",\"status\":\"%s\",\"saved_at\":%d,\"customer\":\"Ada\"}"
                .formatted(kind, outcome, 1_795_255_200 + secondsLater);
    }

    private static double messages(RecordingSink sink) {
        return sink.value("fr_action_messages_total", "source", SAVED);
    }

    private static double actions(RecordingSink sink, String kind, String outcome) {
        return sink.value("fr_actions_total", "kind", kind, "outcome", outcome);
    }
}
