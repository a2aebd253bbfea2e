package dev.monitoring.collectors.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.testing.RabbitServer;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** What the tests of this collector do with a broker and with the collector. */
final class Broker {
    /** The password of the user that watches; it must show nowhere. */
    static final String CANARY = "canary-7f3a";

    static final RabbitCollectorFactory FACTORY = new RabbitCollectorFactory();

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Broker() {}

    /** Makes the users that the factory's documentation asks for, and no more: one for management, and one for AMQP. */
    static void addWatcher(RabbitServer server) throws Exception {
        server.user("watcher", CANARY, "monitoring", "^$", "^$", "^$");
        server.user("declarer", CANARY, "", "^$", "^$", "^(named.*|untouched)$");
    }

    /** A collector that logs in as that user and imitates the plugin of the installed version. */
    static MetricCollector collector(RabbitServer server, Object... keysAndValues) {
        return collector(server.url(), server.managementUrl(), keysAndValues);
    }

    static MetricCollector collector(String url, String managementUrl, Object... keysAndValues) {
        List<Object> all = new ArrayList<>(
                List.of("url", url, "management-url", managementUrl, "username", "watcher", "password", CANARY));
        all.addAll(List.of(keysAndValues));
        return TestSettings.collector(FACTORY, all.toArray()).collector();
    }

    static RecordingSink run(MetricCollector collector) throws Exception {
        RecordingSink sink = new RecordingSink();
        collector.collect(sink, Deadline.after(Duration.ofSeconds(20), Clock.system()));
        assertEquals(List.of(), sink.faults());
        return sink;
    }

    /** Runs until the broker's statistics, which it renews now and then, say what is expected. */
    static RecordingSink await(MetricCollector collector, Predicate<RecordingSink> expected) throws Exception {
        long begin = Clock.system().nanoTime();
        RecordingSink sink = run(collector);
        while (!expected.test(sink)) {
            assertTrue(Clock.system().nanoTime() - begin < PATIENCE.toNanos(), sink::text);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            sink = run(collector);
        }
        return sink;
    }

    /** Checks that a run fails in its time, for a reason, and tells no secret. */
    static void assertFails(MetricCollector collector, Duration timeout, String reason) {
        Exception failure = assertThrows(
                Exception.class, () -> collector.collect(new RecordingSink(), Deadline.after(timeout, Clock.system())));
        assertTrue(failure.getMessage().contains(reason), failure::toString);
        assertFalse(failure.toString().contains(CANARY), failure::toString);
    }

    static void publish(Channel channel, String queue, int messages) throws Exception {
        channel.confirmSelect();
        for (int i = 0; i < messages; i++) {
            channel.basicPublish("", queue, null, ("message " + i).getBytes(StandardCharsets.UTF_8));
        }
        channel.waitForConfirmsOrDie(20_000);
    }
}
