package dev.monitoring.collectors.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.rabbitmq.client.BuiltinExchangeType;
import dev.monitoring.collectors.events.Application;
import dev.monitoring.collectors.testing.RabbitServer;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.MetricCollector;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens to the collector when something happens to its broker: one of its own, since it is stopped and killed. */
@Timeout(400)
class PipelineFaultsTest {
    private static final String EXCHANGE = "face_pipeline_results";

    @Test
    void survivesWhateverHappensToTheBroker() throws Exception {
        try (RabbitServer broker = RabbitServer.start("")) {
            Application.permit(broker, PipelineCollectorTest.PERMISSIONS);
            MetricCollector collector = TestSettings.collector(
                            new PipelineCollectorFactory(),
                            "url",
                            broker.url(),
                            "username",
                            Application.USER,
                            "password",
                            Application.CANARY)
                    .collector();
            declareAndCount(broker, collector, 3);

            broker.process().freeze();
            Application.assertFails(collector, Duration.ofMillis(800), "there was no answer in time");
            Application.assertFails(collector, Duration.ofMillis(800), "there was no answer in time");
            broker.process().thaw();
            Application.awaitRecovery(collector);
            declareAndCount(broker, collector, 6);

            broker.process().kill();
            Application.assertFails(collector, Duration.ofSeconds(20), "nothing listens");
            broker.process().start();
            Application.awaitRecovery(collector);
            declareAndCount(broker, collector, 9);

            broker.process().stop();
            Application.assertFails(collector, Duration.ofSeconds(20), "nothing listens");
            broker.process().start();
            Application.awaitRecovery(collector);
            declareAndCount(broker, collector, 12);
            collector.close();
        }
    }

    /** The exchange is not durable, so it goes with the broker; three results more are counted than before. */
    private static void declareAndCount(RabbitServer broker, MetricCollector collector, int expected) throws Exception {
        try (Application application = Application.of(broker)) {
            application.channel().exchangeDeclare(EXCHANGE, BuiltinExchangeType.FANOUT);
            Application.await(collector, now -> now.value("fr_pipeline_listening", "source", EXCHANGE) == 1);

            application.publish(EXCHANGE, "", 3, "{\"status\":\"ok\",\"latency_ms\":5}");

            var sink = Application.await(
                    collector,
                    now -> now.value("fr_pipeline_results_total", "pipeline", "face", "status", "success") == expected);
            assertEquals(expected, sink.value("fr_pipeline_latency_seconds_count", "pipeline", "face"));
        }
    }
}
