package dev.monitoring.core.store;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.series.Cardinality;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts what an index holds. Confined to one thread. */
final class CardinalityCount {
    private final Map<String, Long> seriesByMetricName = new HashMap<>();
    private final Map<String, Long> valuesByLabelName = new HashMap<>();
    private final Map<String, Long> bytesByLabelName = new HashMap<>();
    private final Map<String, Long> seriesByLabelPair = new HashMap<>();

    private CardinalityCount() {}

    static CardinalityCount of(LabelIndex index) {
        CardinalityCount count = new CardinalityCount();
        index.forEachPair(count::add);
        return count;
    }

    private void add(String name, String value, int series) {
        if (name.equals(Labels.METRIC_NAME)) {
            seriesByMetricName.put(value, (long) series);
        }
        valuesByLabelName.merge(name, 1L, Long::sum);
        bytesByLabelName.merge(name, 2L * value.length(), Long::sum);
        seriesByLabelPair.put(name + "=" + value, (long) series);
    }

    /** The {@code limit} heaviest entries of each kind. */
    Cardinality top(int limit) {
        return new Cardinality(
                valuesByLabelName.size(),
                seriesByLabelPair.size(),
                top(seriesByMetricName, limit),
                top(valuesByLabelName, limit),
                top(bytesByLabelName, limit),
                top(seriesByLabelPair, limit));
    }

    private static List<Cardinality.Count> top(Map<String, Long> counts, int limit) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(limit)
                .map(entry -> new Cardinality.Count(entry.getKey(), entry.getValue()))
                .toList();
    }
}
