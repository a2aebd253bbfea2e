package dev.monitoring.collectors.clients;

import dev.monitoring.collectors.redis.connection.OwnRedis;
import dev.monitoring.collectors.testing.FaultyProxy;
import dev.monitoring.collectors.testing.OwnProcess;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.CollectorContract;
import dev.monitoring.core.collect.MetricCollector;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class ClientStatesCollectorContractTest extends CollectorContract {
    private static OwnRedis redis;
    private static FaultyProxy proxy;

    @BeforeAll
    static void start() throws Exception {
        redis = OwnRedis.start();
        redis.allow("+type", "+hscan", "+sscan", "+lrange", "%R~*");
        redis.require("HSET", "Clients_status", "a", "active", "b", "paused");
        redis.require("SADD", "blocked_clients", "c");
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
        return collector(redis.address().toString());
    }

    @Override
    protected Optional<MetricCollector> newCollectorOfAbsentTarget() throws IOException {
        return Optional.of(collector("127.0.0.1:" + OwnProcess.freePort()));
    }

    @Override
    protected Optional<MetricCollector> newCollectorOfHangingTarget() {
        return Optional.of(collector(proxy.address()));
    }

    @Override
    protected List<String> secrets() {
        return List.of(OwnRedis.CANARY);
    }

    private static MetricCollector collector(String address) {
        return TestSettings.collector(
                        new ClientStatesCollectorFactory(),
                        "address",
                        address,
                        "username",
                        "monitoring",
                        "password",
                        OwnRedis.CANARY)
                .collector();
    }
}
