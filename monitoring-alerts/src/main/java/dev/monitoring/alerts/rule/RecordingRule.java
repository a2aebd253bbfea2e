package dev.monitoring.alerts.rule;

import dev.monitoring.core.model.Names;
import dev.monitoring.core.settings.Origin;
import java.util.Map;

/**
 * What the expression yields is written to the history as a series of its own. Immutable.
 *
 * @param name the metric name of the series
 * @param expression what is recorded, in PromQL
 * @param labels added to each series; one with an empty value removes the label
 * @param origin where the rule stands
 */
public record RecordingRule(String name, String expression, Map<String, String> labels, Origin origin) implements Rule {
    public RecordingRule {
        Names.requireMetricName(name);
        labels = Map.copyOf(labels);
    }

    /** A rule that adds no labels. */
    public static RecordingRule of(String name, String expression) {
        return new RecordingRule(name, expression, Map.of(), Origin.CODE);
    }
}
