package dev.monitoring.collectors.celery;

import dev.monitoring.collectors.redis.connection.OwnRedis;
import dev.monitoring.collectors.testing.FaultyProxy;
import dev.monitoring.collectors.testing.OwnProcess;
import dev.monitoring.core.collect.CollectorContract;
import dev.monitoring.core.collect.MetricCollector;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class CeleryCollectorContractTest extends CollectorContract {
    private static OwnRedis redis;
    private static FaultyProxy proxy;

    @BeforeAll
    static void start() throws Exception {
        redis = OwnRedis.start();
        Application.allow(redis);
        proxy = FaultyProxy.to(redis.process().port());
        proxy.stall();
    }

    @AfterAll
    static void stop() throws IOException {
        if (redis != null) {
            proxy.close();
            redis.close();
        }
    }

    @Override
    protected MetricCollector newCollector() {
        return Application.watch("address", redis.address());
    }

    @Override
    protected Optional<MetricCollector> newCollectorOfAbsentTarget() throws IOException {
        return Optional.of(Application.watch("address", "127.0.0.1:" + OwnProcess.freePort()));
    }

    @Override
    protected Optional<MetricCollector> newCollectorOfHangingTarget() {
        return Optional.of(Application.watch("address", proxy.address()));
    }

    @Override
    protected List<String> secrets() {
        return List.of(Application.CANARY);
    }
}
