package dev.monitoring.collectors.redis;

import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.util.Optional;

/** Watches one server, or the master that sentinels name. */
final class RedisCollector implements MetricCollector {
    static final Family UP = Family.gauge("redis_up", "Whether the server answers.");

    private static final Family SCRAPES = Family.counter("redis_exporter_scrapes_total", "Runs of the collector.");
    private static final Family DURATIONS =
            Family.summary("redis_exporter_scrape_duration_seconds", "How long the runs took that delivered.");
    private static final Family DURATION =
            Family.gauge("redis_exporter_last_scrape_duration_seconds", "How long this run took.");
    private static final Family CONNECT =
            Family.gauge("redis_exporter_last_scrape_connect_time_seconds", "How long the last connect took.");
    private static final Family ERROR =
            Family.gauge("redis_exporter_last_scrape_error", "Whether this run failed; one that did gives nothing.");
    private static final Family ERRORS =
            Family.counter("redis_target_scrape_request_errors_total", "Runs that failed.");
    private static final Family KEYS_DURATION = Family.gauge(
            "redis_last_key_groups_scrape_duration_milliseconds",
            "How long the last look at all checked keys took; 0 without any.");

    private static final double[] NO_QUANTILES = {};

    private final RedisNode node;
    private final Clock clock;
    private long runs;
    private long failures;
    private long delivered;
    private double seconds;

    RedisCollector(RedisNode node, Clock clock) {
        this.node = node;
        this.clock = clock;
    }

    @Override
    public String name() {
        return RedisCollectorFactory.NAME;
    }

    @Override
    public Optional<Family> upFamily() {
        return Optional.of(UP);
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) throws IOException {
        long begin = clock.nanoTime();
        runs++;
        failures++;
        node.collect(sink, deadline);
        failures--;
        delivered++;
        double took = (clock.nanoTime() - begin) / 1e9;
        seconds += took;
        sink.add(SCRAPES, Labels.EMPTY, runs);
        sink.addSummary(DURATIONS, Labels.EMPTY, NO_QUANTILES, NO_QUANTILES, seconds, delivered);
        sink.add(DURATION, Labels.EMPTY, took);
        sink.add(CONNECT, Labels.EMPTY, node.connectSeconds());
        sink.add(ERROR, Labels.EMPTY, 0);
        sink.add(ERRORS, Labels.EMPTY, failures);
        sink.add(KEYS_DURATION, Labels.EMPTY, node.keyRoundMillis());
    }

    @Override
    public void close() {
        node.close();
    }
}
