package dev.monitoring.collectors.scrape;

/**
 * What a relabelling rule does, in Prometheus' words.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config">Relabelling</a>
 */
public enum RelabelAction {
    /** Sets the target label where the regular expression matches the source labels. */
    REPLACE,
    /** Drops series whose source labels do not match. */
    KEEP,
    /** Drops series whose source labels match. */
    DROP,
    /** Drops series whose source labels differ from the target label. */
    KEEPEQUAL,
    /** Drops series whose source labels are the target label's. */
    DROPEQUAL,
    /** Sets the target label to a hash of the source labels, below the modulus. */
    HASHMOD,
    /** Copies labels whose names match to the names that the replacement gives. */
    LABELMAP,
    /** Removes labels whose names match. */
    LABELDROP,
    /** Removes labels whose names do not match. */
    LABELKEEP,
    /** Sets the target label to the source labels in lower case. */
    LOWERCASE,
    /** Sets the target label to the source labels in upper case. */
    UPPERCASE
}
