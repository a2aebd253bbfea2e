package dev.monitoring.core.textformat;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.MetricType;
import dev.monitoring.core.model.Names;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Families as they were last read, so that one that did not change stays the same object. Confined to one thread. */
final class FamilyTable {
    /** More than any text that is read again and again has; beyond it all are forgotten. */
    private static final int MAX_REMEMBERED = 20_000;

    private final Map<String, ParsedFamily> families = new HashMap<>();

    ParsedFamily family(String name, MetricType type, String unit, String help) {
        ParsedFamily known = families.get(name);
        if (known != null
                && known.type() == type
                && known.unit().equals(unit)
                && known.help().equals(help)) {
            return known;
        }
        if (families.size() >= MAX_REMEMBERED) {
            families.clear();
        }
        @Nullable Family legal = Names.isMetricName(name) ? new Family(name, type, unit, help) : null;
        ParsedFamily family = new ParsedFamily(name, type, unit, help, legal);
        families.put(name, family);
        return family;
    }
}
