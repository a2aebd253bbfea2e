package dev.monitoring.collectors.scrape;

import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.endpoint.HttpEndpoint;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.util.List;

/**
 * Reads the pages of one target, as a Prometheus server would. Where it has several, those that fail are missing parts of the
 * run, which itself fails only with all of them. Runs are confined to one thread at a time; {@code close} may come from any.
 */
final class ScrapeCollector implements MetricCollector {
    private final HttpEndpoint endpoint;
    private final List<MetricsPage> pages;
    private final PageTable table;
    private final boolean honorTimestamps;
    private final int sampleLimit;

    ScrapeCollector(
            HttpEndpoint endpoint, List<MetricsPage> pages, PageTable table, boolean honorTimestamps, int sampleLimit) {
        this.endpoint = endpoint;
        this.pages = List.copyOf(pages);
        this.table = table;
        this.honorTimestamps = honorTimestamps;
        this.sampleLimit = sampleLimit;
    }

    @Override
    public String name() {
        return ScrapeCollectorFactory.NAME;
    }

    /** Clashes have been resolved, as the target's settings want it, before a series gets to the sink. */
    @Override
    public boolean honorsLabels() {
        return true;
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) throws IOException {
        new MetricsPage.Run(table, sink, honorTimestamps, sampleLimit).readAll(pages, deadline);
    }

    @Override
    public void close() {
        endpoint.close();
    }

    @Override
    public String toString() {
        return "ScrapeCollector" + pages;
    }
}
