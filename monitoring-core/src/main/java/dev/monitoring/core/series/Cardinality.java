package dev.monitoring.core.series;

import java.util.List;

/**
 * Where a store's series come from: the heaviest names and pairs, in descending order. Immutable.
 *
 * @param labelNames distinct label names
 * @param labelPairs distinct pairs of label name and value
 * @param seriesByMetricName series of each metric name
 * @param valuesByLabelName distinct values of each label name
 * @param bytesByLabelName length of all distinct values of each label name, in bytes of UTF-16
 * @param seriesByLabelPair series with each pair, written {@code name=value}
 */
public record Cardinality(
        long labelNames,
        long labelPairs,
        List<Count> seriesByMetricName,
        List<Count> valuesByLabelName,
        List<Count> bytesByLabelName,
        List<Count> seriesByLabelPair) {
    public Cardinality {
        seriesByMetricName = List.copyOf(seriesByMetricName);
        valuesByLabelName = List.copyOf(valuesByLabelName);
        bytesByLabelName = List.copyOf(bytesByLabelName);
        seriesByLabelPair = List.copyOf(seriesByLabelPair);
    }

    /** A name with a number. */
    public record Count(String name, long count) {}
}
