package dev.monitoring.collectors.rabbitmq;

import dev.monitoring.collectors.testing.FaultyProxy;
import dev.monitoring.collectors.testing.LineFaults;
import dev.monitoring.collectors.testing.RabbitServer;
import dev.monitoring.core.collect.MetricCollector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens to the collector when something happens to the line to its broker. */
@Timeout(120)
class RabbitFaultsTest {
    @Test
    void survivesWhateverHappensToTheLine() throws Exception {
        RabbitServer broker = RabbitServer.shared();
        Broker.addWatcher(broker);
        try (FaultyProxy line = FaultyProxy.to(broker.managementPort())) {
            MetricCollector collector = Broker.collector(broker.url(), "http://" + line.address());

            LineFaults.survive(line, collector, Broker.CANARY);

            collector.close();
        }
    }
}
