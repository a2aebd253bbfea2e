package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import java.util.ArrayList;
import java.util.List;

/** Which input series of an aggregation belong together. Immutable. */
final class Grouping {
    private final LabelKeys keys;
    private final Groups groups;

    private Grouping(LabelKeys keys, Groups groups) {
        this.keys = keys;
        this.groups = groups;
    }

    /** @param names the labels that stay; or, {@code without}, that go, and the metric name with them */
    static Grouping of(Operator input, boolean without, List<String> names) {
        LabelKeys keys = without ? LabelKeys.ignoring(withMetricName(names)) : LabelKeys.on(names);
        int[] groupOf = keys.of(input);
        return new Grouping(keys, new Groups(groupOf, keys.size()));
    }

    static List<String> withMetricName(List<String> names) {
        List<String> all = new ArrayList<>(names);
        all.add(Labels.METRIC_NAME);
        return all;
    }

    Groups groups() {
        return groups;
    }

    /** The labels that the members of a group have in common. */
    Labels labels(int group) {
        return keys.common(group);
    }
}
