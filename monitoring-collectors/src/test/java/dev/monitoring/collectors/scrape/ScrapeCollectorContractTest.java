package dev.monitoring.collectors.scrape;

import dev.monitoring.collectors.testing.PageServer;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.CollectorContract;
import dev.monitoring.core.collect.MetricCollector;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class ScrapeCollectorContractTest extends CollectorContract {
    private static final String PAGE = """
            # HELP requests_total Requests.
            # TYPE requests_total counter
            requests_total{code="200"} 5
            # HELP latency_seconds Latency.
            # TYPE latency_seconds histogram
            latency_seconds_bucket{le="1"} 1
            latency_seconds_bucket{le="+Inf"} 2
            latency_seconds_sum 3
            latency_seconds_count 2
            """;

    private PageServer server;
    private ServerSocket silent;

    @BeforeEach
    void start() throws Exception {
        server = PageServer.start().secret("/metrics", "Bearer canary-token", PAGE);
        silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        silent.close();
    }

    @Override
    protected MetricCollector newCollector() {
        return collector(server.port());
    }

    @Override
    protected Optional<MetricCollector> newCollectorOfAbsentTarget() {
        return Optional.of(collector(1));
    }

    @Override
    protected Optional<MetricCollector> newCollectorOfHangingTarget() {
        return Optional.of(collector(silent.getLocalPort()));
    }

    @Override
    protected List<String> secrets() {
        return List.of("canary-token");
    }

    private static MetricCollector collector(int port) {
        return TestSettings.collector(
                        new ScrapeCollectorFactory(),
                        "url",
                        "http://localhost:" + port + "/metrics",
                        "bearer-token",
                        "canary-token")
                .collector();
    }
}
