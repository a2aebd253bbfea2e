package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import java.util.List;

/** What becomes of metric names, and of type and unit, which go with them. */
final class MetricNames {
    private static final String TYPE = "__type__";
    private static final String UNIT = "__unit__";

    /** The labels that say what a value means. */
    static final List<String> LABELS = List.of(Labels.METRIC_NAME, TYPE, UNIT);

    private MetricNames() {}

    static Labels drop(Labels labels) {
        boolean hasMore = labels.has(TYPE) || labels.has(UNIT); // which is rare
        return hasMore ? labels.without(LABELS) : labels.withoutMetricName();
    }

    /** Whether all series of an operator have the same name, so that dropping it makes no two of them alike. */
    static boolean isSame(Operator operator) {
        String first = operator.size() == 0 ? "" : operator.labels(0).metricName();
        for (int i = 1; i < operator.size(); i++) {
            if (!operator.labels(i).metricName().equals(first)) {
                return false;
            }
        }
        return true;
    }
}
