package dev.monitoring.collectors.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.testing.FaultyProxy;
import dev.monitoring.collectors.testing.LineFaults;
import dev.monitoring.collectors.testing.RabbitServer;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens to the collector when something happens to its broker: one of its own, since it is stopped and killed. */
@Timeout(400)
class RabbitFaultsTest {
    private static RabbitServer broker;

    @BeforeAll
    static void start() throws Exception {
        broker = RabbitServer.start("");
        Broker.addWatcher(broker);
    }

    @AfterAll
    static void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void survivesWhateverHappensToTheBroker() throws Exception {
        MetricCollector collector = Broker.collector(broker);
        MetricCollector declaring = Broker.collector(broker, "queues", "any");
        Broker.run(collector);

        broker.process().freeze();
        long begin = Clock.system().nanoTime();
        Broker.assertFails(collector, Duration.ofMillis(800), "there was no answer in time");
        Broker.assertFails(declaring, Duration.ofMillis(800), "there was no answer in time");
        assertTrue(Duration.ofNanos(Clock.system().nanoTime() - begin).toSeconds() < 20, "both came back");
        broker.process().thaw();
        Broker.awaitRecovery(collector);

        broker.process().kill();
        Broker.assertFails(collector, Duration.ofSeconds(5), "nothing listens at");
        Broker.assertFails(declaring, Duration.ofSeconds(5), "nothing listens");
        broker.process().start();
        Broker.awaitRecovery(collector);
        Broker.awaitRecovery(declaring);

        broker.process().stop();
        Broker.assertFails(collector, Duration.ofSeconds(5), "nothing listens at");
        broker.process().start();
        Broker.awaitRecovery(collector);
        collector.close();
        declaring.close();
    }

    @Test
    void survivesWhateverHappensToTheLine() throws Exception {
        try (FaultyProxy line = FaultyProxy.to(broker.managementPort())) {
            MetricCollector collector = Broker.collector(broker.url(), "http://" + line.address());

            LineFaults.survive(line, collector, Broker.CANARY);

            collector.close();
        }
    }
}
