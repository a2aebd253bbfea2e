package dev.monitoring.collectors.system.linux;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.util.HashMap;
import java.util.Map;

/** How each part did, as node_exporter tells it of its collectors. Confined to the runs. */
final class PartStatus {
    private static final Family DURATION = Family.gauge(
                    "node_scrape_collector_duration_seconds", "How long a part of the host took to read.")
            .in("seconds");
    private static final Family SUCCESS =
            Family.gauge("node_scrape_collector_success", "Whether a part of the host was there and could be read.");
    private static final double NANOS_PER_SECOND = 1e9;

    private final Map<String, Labels> labels = new HashMap<>();

    void add(MetricSink sink, String name, long durationNanos, boolean success) {
        Labels part = labels.get(name);
        if (part == null) {
            part = Labels.of("collector", name);
            labels.put(name, part);
        }
        sink.add(DURATION, part, durationNanos / NANOS_PER_SECOND);
        sink.add(SUCCESS, part, success ? 1 : 0);
    }
}
