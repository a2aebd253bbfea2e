/**
 * Pages of metrics that others serve, in Prometheus' text format or OpenMetrics: whatever exporter exists already, comes in
 * through here. {@link dev.monitoring.collectors.scrape.ScrapeCollectorFactory} is the way in from settings;
 * {@link dev.monitoring.collectors.scrape.MetricsPage} is that of other collectors that read such a page among other things.
 * Knows presets of a few servers, but none of their metrics beyond names.
 */
@NullMarked
package dev.monitoring.collectors.scrape;

import org.jspecify.annotations.NullMarked;
