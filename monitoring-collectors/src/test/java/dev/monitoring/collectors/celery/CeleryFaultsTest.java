package dev.monitoring.collectors.celery;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.redis.connection.OwnRedis;
import dev.monitoring.collectors.testing.FaultyProxy;
import dev.monitoring.collectors.testing.LineFaults;
import dev.monitoring.collectors.testing.RabbitServer;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens to the collector when something happens to its broker, or a stranger sends events. */
@Timeout(300)
class CeleryFaultsTest {
    private static final String HEARTBEAT = "{\"hostname\":\"w@h\",\"timestamp\":%d,\"type\":\"worker-heartbeat\","
            + "\"freq\":60.0,\"active\":3,\"processed\":7}";

    private long seconds = 1_000;

    /** Sends the body of an event by one of the brokers. */
    private interface Sender {
        void send(byte[] body) throws Exception;
    }

    @Test
    void survivesWhateverHappensToRedis() throws Exception {
        try (OwnRedis redis = OwnRedis.start()) {
            Application.allow(redis);
            MetricCollector collector = Application.watch("address", redis.address());
            Sender sender = body -> redis.require("PUBLISH", "/0.celeryev/worker.heartbeat", envelope(body));
            assertHears(collector, sender);

            redis.process().freeze();
            assertFails(collector, Duration.ofMillis(800), "in time");
            redis.process().thaw();
            assertHears(collector, sender);

            redis.process().kill();
            assertFails(collector, Duration.ofSeconds(5), "nobody listens there");
            redis.process().start();
            assertFails(collector, Duration.ofSeconds(5), "correct username and password");
            Application.allow(redis);
            assertHears(collector, sender);

            redis.process().stop();
            assertFails(collector, Duration.ofSeconds(5), "nobody listens there");
            redis.process().start();
            Application.allow(redis);
            assertHears(collector, sender);
            assertTrue(Application.collect(collector).value("celery_events_gaps_total") >= 2);

            redis.require("ACL", "SETUSER", "celery-watcher", "resetchannels");
            redis.require("CLIENT", "KILL", "TYPE", "pubsub");
            assertFails(collector, Duration.ofSeconds(5), "refuses PSUBSCRIBE");
            Application.allow(redis);
            assertHears(collector, sender);
            collector.close();
            Await.until("no thread is left", () -> threads("monitoring-redis-messages") == 0);
        }
    }

    @Test
    void saysWhereThereIsNoWorkerYetAndWhoIsRefused() throws Exception {
        RabbitServer rabbit = RabbitServer.shared();
        Application.allow(rabbit, "new");
        String url = rabbit.url() + "/new";
        MetricCollector collector = Application.watch("url", url);
        MetricCollector stranger = TestSettings.collector(
                        Application.FACTORY, "url", url, "username", "x", "password", Application.CANARY)
                .collector();

        assertFails(collector, Duration.ofSeconds(10), "the first worker that is started makes the exchange");
        assertFails(stranger, Duration.ofSeconds(10), "refuses user");
        stranger.close();
        collector.close();
        rabbit.manage("DELETE", "/api/vhosts/new", "");
        Await.until("no thread is left", () -> threads("monitoring-celery") == 0);
    }

    @Test
    void survivesWhateverHappensToTheLine() throws Exception {
        RabbitServer rabbit = RabbitServer.shared();
        Application.allow(rabbit);
        publish(rabbit, new byte[0]);
        try (OwnRedis redis = OwnRedis.start();
                FaultyProxy toRedis = FaultyProxy.to(redis.process().port());
                FaultyProxy toRabbit = FaultyProxy.to(rabbit.port())) {
            Application.allow(redis);
            MetricCollector onRedis = Application.watch("address", toRedis.address());
            MetricCollector onRabbit = Application.watch("url", "amqp://" + toRabbit.address());

            LineFaults.survive(toRedis, onRedis, Application.CANARY);
            LineFaults.survive(toRabbit, onRabbit, Application.CANARY);

            assertHears(onRedis, body -> redis.require("PUBLISH", "/0.celeryev/worker.heartbeat", envelope(body)));
            assertHears(onRabbit, body -> publish(rabbit, body));
            onRedis.close();
            onRabbit.close();
        }
    }

    @Test
    void discardsGarbageFromStrangersAndCountsIt() throws Exception {
        try (OwnRedis redis = OwnRedis.start()) {
            Application.allow(redis);
            MetricCollector collector = Application.watch("address", redis.address());
            Application.collect(collector);

            redis.require("PUBLISH", "/0.celeryev/x", "no envelope");
            redis.require("PUBLISH", "/0.celeryev/x", envelope("no event".getBytes(StandardCharsets.UTF_8)));
            redis.require(
                    "PUBLISH", "/0.celeryev/x", envelope("[".repeat(10_000).getBytes(StandardCharsets.UTF_8)));
            redis.require("PUBLISH", "/0.celeryev/x", envelope("[{}]".getBytes(StandardCharsets.UTF_8)));
            redis.require(
                    "PUBLISH",
                    "/0.celeryev/x",
                    "{\"body\":\"gASVAQ==\",\"content-type\":\"application/x-python-serialize\"}");

            Application.await(
                    "all garbage",
                    collector,
                    sink -> sink.value("celery_events_discarded_total", "reason", "malformed") == 4
                            && sink.value("celery_events_discarded_total", "reason", "serializer") == 1);
            assertHears(collector, body -> redis.require("PUBLISH", "/0.celeryev/x", envelope(body)));
            collector.close();
        }
    }

    @Test
    void saysWhichKeysAreWrong() throws Exception {
        String none = TestSettings.faults(Application.FACTORY, "queues", "a").toString();
        String both = TestSettings.faults(Application.FACTORY, "url", "amqp://a", "address", "b")
                .toString();
        String redis = TestSettings.faults(Application.FACTORY, "url", "redis://:" + Application.CANARY + "@h/0")
                .toString();
        String rest = TestSettings.faults(
                        Application.FACTORY, "address", "a", "compat", "flower/9", "priority-steps", "high")
                .toString();

        assertTrue(none.contains("set url to amqp://host:5672/vhost for RabbitMQ, or address"), none);
        assertTrue(both.contains("keep those of the broker in use"), both);
        assertTrue(redis.contains("for Redis set address"), redis);
        assertFalse(redis.contains(Application.CANARY), redis);
        assertTrue(rest.contains("use celery-exporter/0.12") && rest.contains("\"high\" is no priority"), rest);
    }

    private void assertHears(MetricCollector collector, Sender sender) {
        seconds += 1_000;
        long sent = seconds;
        Application.await("a heartbeat comes in", collector, sink -> {
            try {
                sender.send(HEARTBEAT.formatted(sent).getBytes(StandardCharsets.UTF_8));
            } catch (Exception e) {
                return false; // the broker comes up part by part
            }
            double drift = sink.value("celery_worker_clock_drift_seconds", "hostname", "w@h");
            double lag = Clock.system().epochMillis() / 1e3 - sent - drift;
            return sink.value("celery_worker_up", "hostname", "w@h") == 1 && Math.abs(lag) < 60;
        });
    }

    private static void assertFails(MetricCollector collector, Duration timeout, String reason) {
        Exception failure = assertThrows(
                Exception.class, () -> collector.collect(new RecordingSink(), Deadline.after(timeout, Clock.system())));
        assertTrue(failure.getMessage().contains(reason), failure::toString);
        assertFalse(failure.toString().contains(Application.CANARY), failure::toString);
        assertFalse(collector.toString().contains(Application.CANARY), collector::toString);
    }

    private static String envelope(byte[] body) {
        return "{\"body\":\"" + Base64.getEncoder().encodeToString(body)
                + "\",\"content-type\":\"application/json\",\"properties\":{\"body_encoding\":\"base64\"}}";
    }

    private static void publish(RabbitServer rabbit, byte[] body) throws Exception {
        try (Connection connection = rabbit.connect();
                Channel channel = connection.createChannel()) {
            channel.exchangeDeclare("celeryev", "topic", true);
            channel.basicPublish("celeryev", "worker.heartbeat", null, body);
        }
    }

    private static long threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .count();
    }
}
