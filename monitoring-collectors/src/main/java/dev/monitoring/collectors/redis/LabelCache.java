package dev.monitoring.collectors.redis;

import dev.monitoring.core.model.Labels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Labels kept from run to run, so that a series that is still there costs nothing to name. Confined to the runs. */
final class LabelCache {
    /** As many as a target may have series by default; then it starts anew. */
    private static final int MAX_SIZE = 10_000;

    private final String[] names;
    private final Map<List<String>, Labels> known = new HashMap<>();

    /** Labels with these names. */
    LabelCache(String... names) {
        this.names = names.clone();
    }

    /** The labels with these values, one per name. What is not valid Unicode was replaced when it was read. */
    Labels of(String... values) {
        List<String> key = List.of(values);
        Labels labels = known.get(key);
        if (labels == null) {
            if (known.size() >= MAX_SIZE) {
                known.clear();
            }
            Labels.Builder builder = Labels.builder();
            for (int i = 0; i < names.length; i++) {
                builder.set(names[i], values[i]);
            }
            labels = builder.build();
            known.put(key, labels);
        }
        return labels;
    }
}
