package dev.monitoring.alerts.lint;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.MetricType;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is known of the types of series, by name. Names with several types have none. Immutable. */
public final class FamilyTypes {
    /** Nothing is known. */
    public static final FamilyTypes NONE = new FamilyTypes(Set.of());

    private final Map<String, MetricType> types = new HashMap<>();

    /** The types that these families say. */
    public FamilyTypes(Collection<Family> families) {
        Set<String> doubtful = new HashSet<>();
        for (Family family : families) {
            String name = family.name();
            switch (family.type()) {
                case HISTOGRAM -> {
                    put(name + "_bucket", MetricType.COUNTER, doubtful);
                    put(name + "_sum", MetricType.COUNTER, doubtful);
                    put(name + "_count", MetricType.COUNTER, doubtful);
                }
                case SUMMARY -> {
                    put(name, MetricType.GAUGE, doubtful);
                    put(name + "_sum", MetricType.COUNTER, doubtful);
                    put(name + "_count", MetricType.COUNTER, doubtful);
                }
                case COUNTER -> put(name, MetricType.COUNTER, doubtful);
                case GAUGE -> put(name, MetricType.GAUGE, doubtful);
                case GAUGE_HISTOGRAM, INFO, STATE_SET, UNTYPED -> doubtful.add(name);
            }
        }
        types.keySet().removeAll(doubtful);
    }

    private void put(String name, MetricType type, Set<String> doubtful) {
        MetricType before = types.put(name, type);
        if (before != null && before != type) {
            doubtful.add(name);
        }
    }

    /** Counter or gauge; empty where that is not known. */
    Optional<MetricType> of(String name) {
        return Optional.ofNullable(types.get(name));
    }
}
