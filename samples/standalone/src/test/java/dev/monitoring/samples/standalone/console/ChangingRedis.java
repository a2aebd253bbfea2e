package dev.monitoring.samples.standalone.console;

import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Deadline;

/** Says what the collector of a Redis says that is stopped and started again in a newer version. Thread-safe. */
final class ChangingRedis implements MetricCollector {
    private static final Family UP = Family.gauge("redis_up", "Whether it answers.");
    private static final Family START = Family.gauge("redis_start_time_seconds", "When it was started.");
    private static final Family INSTANCE = Family.gauge("redis_instance_info", "What it is.");
    private static final Family MEMORY = Family.gauge("redis_memory_used_bytes", "What it holds.");

    private volatile String version = "7.2.4";

    /** From now on it is of another version, started a moment ago. */
    void upgrade() {
        version = "8.0.1";
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) {
        String now = version;
        sink.add(UP, Labels.EMPTY, 1);
        sink.add(START, Labels.EMPTY, now.startsWith("7") ? 1.7e9 : 1.8e9);
        sink.add(INSTANCE, Labels.of("redis_version", now), 1);
        sink.add(MEMORY, Labels.EMPTY, 1e9);
    }
}
