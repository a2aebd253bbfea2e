package dev.monitoring.collectors.rabbitmq;

import dev.monitoring.collectors.testing.FaultyProxy;
import dev.monitoring.collectors.testing.OwnProcess;
import dev.monitoring.collectors.testing.RabbitServer;
import dev.monitoring.core.collect.CollectorContract;
import dev.monitoring.core.collect.MetricCollector;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RabbitCollectorContractTest extends CollectorContract {
    private static RabbitServer broker;
    private static FaultyProxy proxy;

    @BeforeAll
    static void start() throws Exception {
        broker = RabbitServer.shared();
        Broker.addWatcher(broker);
        proxy = FaultyProxy.to(broker.managementPort());
        proxy.stall();
    }

    @AfterAll
    static void stop() throws IOException {
        if (proxy != null) {
            proxy.close();
        }
    }

    @Override
    protected MetricCollector newCollector() {
        return Broker.collector(broker, "include-queues", "contract-.*");
    }

    @Override
    protected Optional<MetricCollector> newCollectorOfAbsentTarget() throws IOException {
        return Optional.of(Broker.collector(broker.url(), "http://127.0.0.1:" + OwnProcess.freePort()));
    }

    @Override
    protected Optional<MetricCollector> newCollectorOfHangingTarget() {
        return Optional.of(Broker.collector(broker.url(), "http://" + proxy.address()));
    }

    @Override
    protected List<String> secrets() {
        return List.of(Broker.CANARY);
    }
}
