package dev.monitoring.core.model;

/** What the samples of a family mean, in Prometheus' words. */
public enum MetricType {
    /** Only rises, and starts again from zero after a restart. */
    COUNTER("counter"),
    /** Rises and falls. */
    GAUGE("gauge"),
    /** Cumulative counts by upper bound ({@code _bucket}), with {@code _sum} and {@code _count}. */
    HISTOGRAM("histogram"),
    /** A histogram whose buckets rise and fall ({@code _bucket}, {@code _gsum}, {@code _gcount}). */
    GAUGE_HISTOGRAM("gaugehistogram"),
    /** Quantiles over a sliding window, with {@code _sum} and {@code _count}. */
    SUMMARY("summary"),
    /** Text about a target as labels, with value 1. */
    INFO("info"),
    /** A set of booleans, one of which is named by each series. */
    STATE_SET("stateset"),
    /** Not known; Prometheus' {@code untyped}, OpenMetrics' {@code unknown}. */
    UNTYPED("untyped");

    private final String word;

    MetricType(String word) {
        this.word = word;
    }

    /** The type as the text format 0.0.4 and the HTTP API write it. */
    public String word() {
        return word;
    }
}
