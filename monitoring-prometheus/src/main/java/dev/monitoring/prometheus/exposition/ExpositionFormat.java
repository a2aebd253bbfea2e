package dev.monitoring.prometheus.exposition;

/** The syntax of a page of samples. */
public enum ExpositionFormat {
    /**
     * Prometheus text 0.0.4, which is also a valid text 1.0.0, because no name here needs quoting.
     *
     * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Exposition formats</a>
     */
    TEXT,
    /**
     * OpenMetrics 1.0.
     *
     * @see <a href="https://prometheus.io/docs/specs/om/open_metrics_spec/">OpenMetrics</a>
     */
    OPENMETRICS
}
