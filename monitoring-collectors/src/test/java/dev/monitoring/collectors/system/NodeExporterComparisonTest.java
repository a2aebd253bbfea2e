package dev.monitoring.collectors.system;

import dev.monitoring.collectors.testing.ExporterComparison;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Beside a real node_exporter on this machine, in the same moment. */
@Timeout(120)
class NodeExporterComparisonTest {
    @Test
    void saysWhatNodeExporterSays() throws Exception {
        try (NodeExporter exporter = NodeExporter.require()) {
            String profile = exporter.scrape().contains("version=\"1.5") ? "node_exporter/1.5" : "node_exporter/1.11";
            MetricCollector collector = collector(profile);
            ExporterComparison.Page ours = ExporterComparison.page(collector);
            ours.read();

            ExporterComparison.of(profile + " on this host")
                    .only("^node_")
                    .musts("node")
                    .moving("node_scrape_collector_duration_seconds", "how long the other's own parts took")
                    .lackingSeries("node_scrape_collector_", "buses and file systems no part of ours is about")
                    .compare(exporter::scrape, ours)
                    .requireMusts()
                    .requireFamilies(1)
                    .requireTypesAndLabels()
                    .requireSeries(0.95)
                    .requireValues(0.99);
            collector.close();
        }
    }

    private static MetricCollector collector(String profile) {
        Settings settings = Settings.of(Map.of("s.compat", new Settings.Value(profile, Origin.CODE)), "s");
        CollectorContext context =
                new CollectorContext(Clock.system(), Duration.ofSeconds(5), Duration.ofSeconds(4), "localhost");
        return new SystemCollectorFactory().create(settings, context).get(0).collector();
    }
}
