package dev.monitoring.core.query.function;

import dev.monitoring.core.model.Names;
import dev.monitoring.core.query.value.Annotation;
import dev.monitoring.core.query.value.Position;

/**
 * The remarks on answers, worded as Prometheus words them, because clients and scripts look for the texts.
 *
 * @see <a href="https://github.com/prometheus/prometheus/blob/main/util/annotations/annotations.go">annotations.go</a>
 */
public final class Remarks {
    private Remarks() {}

    /** A quantile outside [0, 1]. */
    public static Annotation invalidQuantile(double quantile, Position position) {
        return Annotation.warning(
                "quantile value should be between 0 and 1, got " + NumberText.general(quantile), position);
    }

    /** A ratio outside [-1, 1]. */
    public static Annotation invalidRatio(double ratio, double capped, Position position) {
        return Annotation.warning(
                "ratio value should be between -1 and 1, got " + NumberText.general(ratio) + ", capping to "
                        + NumberText.general(capped),
                position);
    }

    /** A bucket whose bound cannot be read. */
    public static Annotation badBucketLabel(String metricName, String bound, Position position) {
        return Annotation.warning(
                "bucket label \"le\" is missing or has a malformed value of " + Names.quote(bound)
                        + forMetric(metricName),
                position);
    }

    /** Sorting where it has no effect. */
    public static Annotation sortInRangeQuery(Position position) {
        return Annotation.warning(
                "sort is ineffective for range queries since results are always ordered by labels", position);
    }

    /** A counter that says to have started before its previous sample, and not when that one said. */
    public static Annotation overlappingStart(String metricName, Position position) {
        return Annotation.warning(
                "sample has start time that overlaps with previous sample timestamp for metric "
                        + Names.quote(metricName),
                position);
    }

    /** A function of counters on a metric that does not look like one. */
    public static Annotation possibleNonCounter(String metricName, Position position) {
        return Annotation.info(
                "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "
                        + Names.quote(metricName),
                position);
    }

    static Annotation forcedMonotonicity(String metricName, String details, Position position) {
        return Annotation.info(
                "input to histogram_quantile needed to be fixed for monotonicity (see"
                        + " https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)"
                        + forMetric(metricName)
                        + details,
                position);
    }

    private static String forMetric(String metricName) {
        return metricName.isEmpty() ? "" : " for metric name " + Names.quote(metricName);
    }
}
