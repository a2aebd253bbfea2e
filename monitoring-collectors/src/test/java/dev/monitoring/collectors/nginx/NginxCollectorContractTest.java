package dev.monitoring.collectors.nginx;

import dev.monitoring.collectors.testing.OwnProcess;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.CollectorContract;
import dev.monitoring.core.collect.MetricCollector;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class NginxCollectorContractTest extends CollectorContract {
    private static OwnProcess nginx;
    private static ServerSocket silent;

    @BeforeAll
    static void start() throws Exception {
        nginx = NginxServer.start();
        silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterAll
    static void stop() throws Exception {
        if (nginx != null) {
            nginx.close();
            silent.close();
        }
    }

    @Override
    protected MetricCollector newCollector() {
        return collector(nginx.port());
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
        return List.of("canary");
    }

    private static MetricCollector collector(int port) {
        return TestSettings.collector(
                        new NginxCollectorFactory(),
                        "url",
                        "http://127.0.0.1:" + port + "/secret",
                        "basic-auth.username",
                        "monitor",
                        "basic-auth.password",
                        "canary")
                .collector();
    }
}
