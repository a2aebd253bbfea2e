package dev.monitoring.core.textformat;

import java.util.Locale;

/** The syntax of a text with samples. */
public enum TextFormat {
    /**
     * Prometheus text 0.0.4, and 1.0.0 with its quoted names. Read as leniently as Prometheus does: families may be
     * interleaved, metadata may be missing or repeated.
     *
     * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Exposition formats</a>
     */
    PROMETHEUS,
    /**
     * OpenMetrics 1.0, all of whose rules are checked.
     *
     * @see <a href="https://prometheus.io/docs/specs/om/open_metrics_spec/">OpenMetrics</a>
     */
    OPENMETRICS,
    /**
     * OpenMetrics 1.0 as files of past samples have it: every sample brings its time, and series may stand one after the other,
     * each with all its times. The syntax is checked, and that the end is there; what the standard asks of the families of one
     * scrape is not.
     */
    OPENMETRICS_HISTORY;

    /** The format that a {@code Content-Type} names; {@link #PROMETHEUS} unless it is that of OpenMetrics. */
    public static TextFormat ofContentType(String contentType) {
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.equals("application/openmetrics-text") ? OPENMETRICS : PROMETHEUS;
    }
}
