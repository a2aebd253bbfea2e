package dev.monitoring.collectors.redis;

import dev.monitoring.collectors.redis.connection.OwnRedis;
import dev.monitoring.collectors.testing.ExporterComparison;
import dev.monitoring.collectors.testing.OwnProcess;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.MetricCollector;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Debian's redis_exporter beside ours: the same server at the same time. */
@Timeout(180)
class RedisExporterComparisonTest {
    @Test
    void saysWhatTheExporterSaysOfAMasterWithAReplica() throws Exception {
        try (OwnRedis master = OwnRedis.start("--slowlog-log-slower-than", "0");
                OwnRedis replica = OwnRedis.start(
                        "--replicaof", "127.0.0.1 " + master.process().port(), "--repl-diskless-sync-delay", "0");
                OwnProcess exporter = exporterOf(master)) {
            replica.awaitLink();
            fill(master);
            MetricCollector collector = collector(master);

            comparison("redis_exporter 1.45 beside a master of Redis 7")
                    .compare(page(exporter), ExporterComparison.page(collector))
                    .requireMusts()
                    .requireFamilies(0.95)
                    .requireTypesAndLabels()
                    .requireSeries(0.99)
                    .requireValues(0.99);
            collector.close();
        }
    }

    @Test
    void saysWhatTheExporterSaysOfAReplica() throws Exception {
        try (OwnRedis master = OwnRedis.start("--repl-diskless-sync-delay", "0");
                OwnRedis replica = OwnRedis.start(
                        "--replicaof", "127.0.0.1 " + master.process().port());
                OwnProcess exporter = exporterOf(replica)) {
            replica.awaitLink();
            fill(master);
            MetricCollector collector = collector(replica);

            comparison("redis_exporter 1.45 beside a replica of Redis 7")
                    .compare(page(exporter), ExporterComparison.page(collector))
                    .requireMusts()
                    .requireFamilies(0.95)
                    .requireTypesAndLabels()
                    .requireSeries(0.99)
                    .requireValues(0.99);
            collector.close();
        }
    }

    private static ExporterComparison comparison(String title) {
        return ExporterComparison.of(title)
                .musts("redis")
                .lackingSeries(
                        "redis_(commands_|latency_percentiles)",
                        "commands that only the exporter sends, and that nobody has called when we look")
                .moving("redis_exporter_|redis_target_scrape_", "each its own runs")
                .moving(
                        "redis_latency_percentiles_usec(_sum|_count)?\\{cmd=\"(acl|auth|client|config|info|latency|ping|psync|replconf"
                                + "|select|slowlog)",
                        "microseconds of calls that the exporter, we or the replica make meanwhile")
                .moving("redis_slowlog_last_id|redis_last_slow_execution", "both are in the slow log")
                .moving(
                        "redis_mem_fragmentation_|redis_allocator_(frag|rss|resident)",
                        "differences of memory figures that are close to each other");
    }

    private static ExporterComparison.Page page(OwnProcess exporter) {
        return ExporterComparison.page(URI.create("http://" + exporter.address() + "/metrics"));
    }

    private static OwnProcess exporterOf(OwnRedis redis) throws Exception {
        return OwnProcess.of("prometheus-redis-exporter")
                .command("{program}", "-web.listen-address=127.0.0.1:{port}", "-redis.addr=redis://" + redis.address())
                .start();
    }

    private static MetricCollector collector(OwnRedis redis) {
        return TestSettings.collector(
                        new RedisCollectorFactory(),
                        "address",
                        redis.address(),
                        "compat",
                        "redis_exporter/1.45",
                        "username",
                        "monitoring",
                        "password",
                        OwnRedis.CANARY)
                .collector();
    }

    private static void fill(OwnRedis redis) throws Exception {
        for (int i = 0; i < 200; i++) {
            redis.require("SET", "key" + i, "x".repeat(i));
            redis.require("GET", "key" + i);
            redis.require("HSET", "hash", "field" + i, "value");
        }
        redis.require("EXPIRE", "key0", "1000");
        redis.require("GET", "absent");
    }
}
