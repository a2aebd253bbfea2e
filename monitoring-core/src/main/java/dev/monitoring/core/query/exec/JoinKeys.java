package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Names;
import dev.monitoring.core.query.plan.Matching;
import java.util.ArrayList;
import java.util.List;

/** Which series of two vectors meet: every series gets the number of its match group. Immutable. */
final class JoinKeys {
    private final LabelKeys keys;
    private final int[] leftKeys;
    private final int[] rightKeys;

    JoinKeys(Operator left, Operator right, Matching matching) {
        keys = matching.on()
                ? LabelKeys.on(matching.labels())
                : LabelKeys.ignoring(Grouping.withMetricName(matching.labels()));
        leftKeys = keys.of(left);
        rightKeys = keys.of(right);
    }

    /** The number of match groups. */
    int count() {
        return keys.size();
    }

    int left(int series) {
        return leftKeys[series];
    }

    int right(int series) {
        return rightKeys[series];
    }

    /** The left series of each group. */
    Groups leftGroups() {
        return new Groups(leftKeys, keys.size());
    }

    /** The right series of each group. */
    Groups rightGroups() {
        return new Groups(rightKeys, keys.size());
    }

    /** The labels by which the series of a group meet. */
    Labels common(int key) {
        return keys.common(key);
    }

    /** The labels of a match group as messages show them, the metric name among the others. */
    static String text(Labels labels) {
        StringBuilder text = new StringBuilder("{");
        List<String> pairs = new ArrayList<>();
        labels.forEach((name, value) ->
                pairs.add((Names.isLabelName(name) ? name : Names.quote(name)) + "=" + Names.quote(value)));
        return text.append(String.join(", ", pairs)).append('}').toString();
    }
}
