package dev.monitoring.collectors.pipelines;

import com.rabbitmq.client.BuiltinExchangeType;
import dev.monitoring.collectors.events.Application;
import dev.monitoring.collectors.testing.FaultyProxy;
import dev.monitoring.collectors.testing.OwnProcess;
import dev.monitoring.collectors.testing.RabbitServer;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.CollectorContract;
import dev.monitoring.core.collect.MetricCollector;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PipelineCollectorContractTest extends CollectorContract {
    private static RabbitServer broker;
    private static FaultyProxy proxy;
    private static Application application;

    @BeforeAll
    static void start() throws Exception {
        broker = RabbitServer.shared();
        Application.permit(broker, PipelineCollectorTest.PERMISSIONS);
        application = Application.of(broker)
                .exchange("face_pipeline_results", BuiltinExchangeType.FANOUT)
                .exchange("phone_pipeline_results", BuiltinExchangeType.TOPIC)
                .exchange("monitoring.gateway_events", BuiltinExchangeType.DIRECT);
        proxy = FaultyProxy.to(broker.port());
        proxy.stall();
    }

    @AfterAll
    static void stop() throws Exception {
        if (application != null) {
            application.close();
        }
        if (proxy != null) {
            proxy.close();
        }
    }

    @Override
    protected MetricCollector newCollector() {
        return collector(broker.url());
    }

    @Override
    protected Optional<MetricCollector> newCollectorOfAbsentTarget() throws IOException {
        return Optional.of(collector("amqp://127.0.0.1:" + OwnProcess.freePort()));
    }

    @Override
    protected Optional<MetricCollector> newCollectorOfHangingTarget() {
        return Optional.of(collector("amqp://" + proxy.address()));
    }

    @Override
    protected List<String> secrets() {
        return List.of(Application.CANARY);
    }

    private static MetricCollector collector(String url) {
        return TestSettings.collector(
                        new PipelineCollectorFactory(),
                        "url",
                        url,
                        "username",
                        Application.USER,
                        "password",
                        Application.CANARY,
                        "heartbeats.expected",
                        "till-1")
                .collector();
    }
}
