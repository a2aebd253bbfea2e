package dev.monitoring.collectors.scrape;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the labels of scraped series: clashes with the target's are resolved, then the rules are applied, in
 * Prometheus' order. Immutable and thread-safe.
 */
final class Relabeling {
    /** Labels for the use of rules among themselves. */
    private static final String TEMPORARY = "__";

    private final Labels targetLabels;
    private final boolean honorLabels;
    private final List<RelabelRule> rules;

    /**
     * Rules for one target.
     *
     * @param honorLabels whether the series' own labels win over those of the target
     */
    Relabeling(Target target, boolean honorLabels, List<RelabelRule> rules) {
        this.targetLabels = target.labels();
        this.honorLabels = honorLabels;
        this.rules = List.copyOf(rules);
    }

    /**
     * The series' own labels and its name after all of it, for a sink that honors labels; null where it is dropped. The
     * labels of the target that are as the target has them are left out; a label of the target cannot be removed.
     */
    @Nullable
    Labels apply(String name, Labels labels) {
        if (rules.isEmpty() && !clashes(labels)) {
            return labels.with(Labels.METRIC_NAME, name);
        }
        Labels all = merged(labels).with(Labels.METRIC_NAME, name);
        for (RelabelRule rule : rules) {
            Labels next = rule.apply(all);
            if (next == null) {
                return null;
            }
            all = next;
        }
        Labels.Builder own = all.toBuilder();
        for (Labels.Label label : all) {
            boolean temporary =
                    label.name().startsWith(TEMPORARY) && !label.name().equals(Labels.METRIC_NAME);
            if (temporary || label.value().equals(targetLabels.get(label.name()))) {
                own.remove(label.name());
            }
        }
        return own.build();
    }

    private boolean clashes(Labels labels) {
        for (Labels.Label label : targetLabels) {
            if (labels.has(label.name())) {
                return true;
            }
        }
        return false;
    }

    private Labels merged(Labels labels) {
        if (honorLabels) {
            return targetLabels.withAll(labels);
        }
        Labels.Builder merged = labels.toBuilder();
        for (Labels.Label label : targetLabels) {
            if (labels.has(label.name())) {
                String exported = "exported_" + label.name();
                while (labels.has(exported) || targetLabels.has(exported)) {
                    exported = "exported_" + exported;
                }
                merged.set(exported, Objects.requireNonNull(labels.get(label.name())));
            }
            merged.set(label.name(), label.value());
        }
        return merged.build();
    }
}
