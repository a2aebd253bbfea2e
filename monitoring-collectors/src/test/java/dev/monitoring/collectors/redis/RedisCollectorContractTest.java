package dev.monitoring.collectors.redis;

import dev.monitoring.collectors.redis.connection.Address;
import dev.monitoring.collectors.redis.connection.OwnRedis;
import dev.monitoring.collectors.redis.connection.RedisServer;
import dev.monitoring.collectors.testing.FaultyProxy;
import dev.monitoring.collectors.testing.OwnProcess;
import dev.monitoring.core.collect.CollectorContract;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisCollectorContractTest extends CollectorContract {
    private static OwnRedis redis;
    private static FaultyProxy proxy;

    @BeforeAll
    static void start() throws Exception {
        redis = OwnRedis.start();
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
        return collector(redis.server());
    }

    @Override
    protected Optional<MetricCollector> newCollectorOfAbsentTarget() throws IOException {
        return Optional.of(collector(redis.server().movedTo(new Address("127.0.0.1", OwnProcess.freePort()))));
    }

    @Override
    protected Optional<MetricCollector> newCollectorOfHangingTarget() {
        return Optional.of(collector(redis.server().movedTo(new Address("127.0.0.1", proxy.port()))));
    }

    @Override
    protected boolean comesAndGoes(String series) {
        return series.startsWith("redis_commands_latencies_usec_bucket{");
    }

    @Override
    protected List<String> secrets() {
        return List.of(OwnRedis.CANARY);
    }

    private static MetricCollector collector(RedisServer server) {
        return new RedisCollector(new RedisNode(server, RedisOptions.DEFAULT, Clock.system()), Clock.system());
    }
}
