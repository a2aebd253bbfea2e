package dev.monitoring.collectors.minio;

import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.CollectorContract;
import dev.monitoring.core.collect.MetricCollector;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class MinioCollectorContractTest extends CollectorContract {
    private static MinioStub minio;
    private static ServerSocket silent;

    @BeforeAll
    static void start() throws Exception {
        minio = MinioStub.start();
        silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterAll
    static void stop() throws Exception {
        minio.close();
        silent.close();
    }

    @Override
    protected MetricCollector newCollector() {
        return collector(minio.port());
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
                        new MinioCollectorFactory(),
                        "url",
                        "127.0.0.1:" + port,
                        "access-key",
                        MinioStub.ACCESS_KEY,
                        "secret-key",
                        MinioStub.SECRET_KEY)
                .collector();
    }
}
