package dev.monitoring.collectors.probe;

import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.CollectorContract;
import dev.monitoring.core.collect.MetricCollector;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A target that is down is a result of a probe, not a failure; see {@link ProbeCollectorTest} for that. */
class ProbeCollectorContractTest extends CollectorContract {
    private static WebServer server;

    @BeforeAll
    static void start() throws Exception {
        server = WebServer.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Override
    protected MetricCollector newCollector() {
        return TestSettings.collector(
                        new ProbeCollectorFactory(),
                        "url",
                        server.url("/?token=canary-query"),
                        "method",
                        "POST",
                        "body",
                        "canary-body",
                        "headers[0].name",
                        "X-Token",
                        "headers[0].value",
                        "canary-header",
                        "bearer-token",
                        "canary-token")
                .collector();
    }

    @Override
    protected List<String> secrets() {
        return List.of("canary");
    }
}
