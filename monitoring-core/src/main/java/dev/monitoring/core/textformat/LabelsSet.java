package dev.monitoring.core.textformat;

import dev.monitoring.core.model.Labels;
import org.jspecify.annotations.Nullable;

/** A set of label sets that is emptied often and then allocates nothing. Confined to one thread. */
final class LabelsSet {
    private @Nullable Labels[] slots = new @Nullable Labels[64];
    private int[] stamps = new int[64];
    /** Slots with another stamp are empty. */
    private int stamp = 1;

    private int size;

    void clear() {
        size = 0;
        stamp++;
    }

    /** Adds {@code labels}; false where the set has it. */
    boolean add(Labels labels) {
        if (2 * size >= slots.length) {
            grow();
        }
        int i = slot(labels);
        if (stamps[i] == stamp) {
            return false;
        }
        slots[i] = labels;
        stamps[i] = stamp;
        size++;
        return true;
    }

    private int slot(Labels labels) {
        int hash = labels.hashCode();
        int i = (hash ^ hash >>> 16) & slots.length - 1;
        while (stamps[i] == stamp && !labels.equals(slots[i])) {
            i = i + 1 & slots.length - 1;
        }
        return i;
    }

    private void grow() {
        @Nullable Labels[] oldSlots = slots;
        int[] oldStamps = stamps;
        slots = new @Nullable Labels[2 * oldSlots.length];
        stamps = new int[2 * oldSlots.length];
        for (int i = 0; i < oldSlots.length; i++) {
            Labels labels = oldSlots[i];
            if (oldStamps[i] == stamp && labels != null) {
                int free = slot(labels);
                slots[free] = labels;
                stamps[free] = stamp;
            }
        }
    }
}
