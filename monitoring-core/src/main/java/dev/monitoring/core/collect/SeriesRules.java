package dev.monitoring.core.collect;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Names;
import org.jspecify.annotations.Nullable;

/** What the name and labels of a series may be, checked when it first comes up. */
final class SeriesRules {
    /** The most labels of one series, the target's not counted. The widest exporter families have about 15. */
    static final int MAX_LABELS = 40;

    /**
     * The longest label value, in characters. Label values are names, not texts; the longest legitimate ones are paths and
     * statements, which exporters cut at 255 to 1,024.
     */
    static final int MAX_VALUE_LENGTH = 1_024;

    /** The longest label name and metric name, in characters. */
    static final int MAX_NAME_LENGTH = 256;

    /**
     * The most characters that the names and values of a target's series may have in all, 8 MB of heap at worst: 10,000
     * series of 400 characters, twice what series of real exporters have.
     */
    static final int MAX_TEXT_LENGTH = 4_000_000;

    private SeriesRules() {}

    /** What is wrong with a series, as the end of a sentence that begins with its name; null where nothing is. */
    static @Nullable String fault(String familyName, String sampleName, Labels labels) {
        if (sampleName.length() > MAX_NAME_LENGTH) {
            return "has a name of " + sampleName.length() + " characters, more than " + MAX_NAME_LENGTH;
        }
        if (!sampleName.startsWith(familyName) || !Names.isMetricName(sampleName)) {
            return "is no sample name of family " + familyName;
        }
        if (labels.size() > MAX_LABELS) {
            return "has " + labels.size() + " labels, more than " + MAX_LABELS;
        }
        for (int i = 0; i < labels.size(); i++) {
            String name = labels.name(i);
            if (name.length() > MAX_NAME_LENGTH || !Names.isLabelName(name) || name.startsWith("__")) {
                return "has a label named " + Names.quote(name)
                        + "; label names match [a-zA-Z_][a-zA-Z0-9_]* and do not begin with __";
            }
            if (labels.value(i).length() > MAX_VALUE_LENGTH) {
                return "has a value of " + labels.value(i).length() + " characters in label " + name + ", more than "
                        + MAX_VALUE_LENGTH;
            }
        }
        return null;
    }
}
