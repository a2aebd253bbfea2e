package dev.monitoring.collectors.amqp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.actions.ActionCollectorFactory;
import dev.monitoring.collectors.celery.CeleryCollectorFactory;
import dev.monitoring.collectors.events.Application;
import dev.monitoring.collectors.pipelines.PipelineCollectorFactory;
import dev.monitoring.collectors.rabbitmq.RabbitCollectorFactory;
import dev.monitoring.collectors.testing.RabbitServer;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What happens to the collectors that watch a broker or listen at it when something happens to it. All of them are at one of
 * their own, since it is frozen, killed and stopped, which takes many seconds each time.
 */
@Timeout(400)
class BrokerFaultsTest {
    private static final Duration SHORT = Duration.ofMillis(800);
    private static final Duration ENOUGH = Duration.ofSeconds(20);
    private static final String RESULTS = "face_pipeline_results";
    private static final String ACTIONS = "saved_actions";
    private static final String CELERY = "celeryev";

    private static RabbitServer broker;

    private final Map<String, MetricCollector> collectors = new LinkedHashMap<>();
    private int published;

    @BeforeAll
    static void start() throws Exception {
        broker = RabbitServer.start("");
    }

    @AfterAll
    static void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void allSurviveWhateverHappensToTheBroker() throws Exception {
        user(Application.CANARY);
        declare();
        RabbitCollectorFactory rabbit = new RabbitCollectorFactory();
        watch("managed", rabbit, "management-url", broker.managementUrl());
        watch("declaring", rabbit, "management", false, "queues", "any");
        watch("pipelines", new PipelineCollectorFactory());
        watch("actions", new ActionCollectorFactory());
        watch("celery", new CeleryCollectorFactory());
        recoverAndCount();

        broker.process().freeze();
        assertAllFail(SHORT, "there was no answer in time");
        long begin = Clock.system().nanoTime();
        assertAllFail(SHORT, "there was no answer in time");
        assertTrue(Clock.system().nanoTime() - begin < ENOUGH.toNanos(), "all came back");
        broker.process().thaw();
        recoverAndCount();

        broker.process().kill();
        assertAllFindNobody();
        broker.process().start();
        recoverAndCount();

        user("another");
        broker.process().stop();
        assertAllFindNobody();
        broker.process().start();
        assertAllFail(ENOUGH, "refuses");
        user(Application.CANARY);
        recoverAndCount();
        collectors.values().forEach(MetricCollector::close);
        Await.until(
                "no thread is left",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .noneMatch(name -> name.matches("monitoring-(amqp|pipelines|actions|celery|rabbitmq).*")));
    }

    private void watch(String name, CollectorFactory factory, Object... more) {
        List<Object> keys = new ArrayList<>(
                List.of("url", broker.url(), "username", Application.USER, "password", Application.CANARY));
        keys.addAll(List.of(more));
        collectors.put(name, TestSettings.collector(factory, keys.toArray()).collector());
    }

    private static void user(String password) throws Exception {
        broker.user(Application.USER, password, "monitoring", "^monitoring\\.", "^monitoring\\.", ".*");
    }

    private static void declare() throws Exception {
        try (Connection connection = broker.connect();
                Channel channel = connection.createChannel()) {
            channel.exchangeDeclare(RESULTS, "fanout", true);
            channel.exchangeDeclare(ACTIONS, "fanout", true);
            channel.exchangeDeclare(CELERY, "topic", true);
            channel.queueDeclare("any", true, false, false, null);
        }
    }

    private void assertAllFail(Duration timeout, String reason) {
        collectors.values().forEach(collector -> Application.assertFails(collector, timeout, reason));
    }

    /** The first run may say instead that its connection was cut. */
    private void assertAllFindNobody() {
        assertAllFail(ENOUGH, "");
        assertAllFail(ENOUGH, "nothing listens");
    }

    /** Each is back; what is published thereafter is counted, and what was counted before is not forgotten. */
    private void recoverAndCount() throws Exception {
        for (MetricCollector collector : collectors.values()) {
            Application.awaitRecovery(collector);
        }
        await("pipelines", "fr_pipeline_listening", 1, "source", RESULTS);
        await("actions", "fr_action_listening", 1, "source", ACTIONS);
        published += 3;
        try (Application application = Application.of(broker)) {
            application.publish(RESULTS, "", 3, "{\"status\":\"ok\",\"latency_ms\":5}");
            application.publish(ACTIONS, "", 3, "{\"kind\":\"pay\",\"status\":\"ok\"}");
            application.publish(CELERY, "worker.heartbeat", 3, heartbeat());
        }
        await("pipelines", "fr_pipeline_results_total", published, "pipeline", "face", "status", "success");
        await("actions", "fr_actions_total", published, "kind", "pay", "outcome", "success");
        await("celery", "celery_worker_up", 1, "hostname", "worker-" + published + "@host");
        await("declaring", "rabbitmq_detailed_queue_messages_ready", 0, "queue", "any", "vhost", "/");
    }

    private String heartbeat() {
        return "{\"hostname\":\"worker-%d@host\",\"timestamp\":%d,\"type\":\"worker-heartbeat\",\"freq\":60.0}"
                .formatted(published, Clock.system().epochMillis() / 1_000);
    }

    private void await(String name, String family, double expected, String... labels) throws Exception {
        RecordingSink sink = Application.await(
                collectors.get(name), now -> now.has(family, labels) && now.value(family, labels) == expected);
        assertTrue(sink.size() < 500, "a bounded number of series");
    }
}
