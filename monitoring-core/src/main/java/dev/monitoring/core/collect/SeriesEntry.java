package dev.monitoring.core.collect;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import org.jspecify.annotations.Nullable;

/** One series of a target, with its slot and its place in the order of emission. Confined to the thread of a run. */
final class SeriesEntry {
    /** Not in the expected order. */
    static final int NO_POSITION = -1;

    /** Came up in this run and has no slot yet; its value waits here. */
    static final int NEW = -1;

    /** No longer a series of the target. */
    static final int DROPPED = -2;

    final Family family;
    final String sampleName;
    final Labels labels;

    /** The slot in the layout, or {@link #NEW} or {@link #DROPPED}. */
    int slot = NEW;

    int position = NO_POSITION;

    /** The histogram or summary this is a part of. */
    @Nullable
    SeriesGroup group;

    /** Whether a new entry has a value; the value, and its own time or {@link SlotTable#NO_TIME}. */
    boolean filled;

    double value;
    long ownTimestampMillis;

    SeriesEntry(Family family, String sampleName, Labels labels) {
        this.family = family;
        this.sampleName = sampleName;
        this.labels = labels;
    }

    /** Whether this is that series, of a family declared in the same words. Cheap where the objects are the same. */
    boolean is(Family otherFamily, String otherSampleName, Labels otherLabels) {
        return labels.equals(otherLabels) && sampleName.equals(otherSampleName) && family.equals(otherFamily);
    }

    /** The number of characters that names and values take. */
    int textLength() {
        int length = sampleName.length();
        for (int i = 0; i < labels.size(); i++) {
            length += labels.name(i).length() + labels.value(i).length();
        }
        return length;
    }
}
