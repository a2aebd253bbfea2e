package dev.monitoring.core.store;

import dev.monitoring.core.model.Labels;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All series: by reference, by slot and by labels. Changed under the store's lock; {@link #get} and {@link #capacity} may be
 * called by anybody at any time.
 */
final class SeriesTable {
    // Design note. A reference is a slot with a generation above it. A slot freed by one series serves a later one
    // under the next generation, so that references to the former are recognised; with 31 bits of generation, a slot
    // would have to be freed every second for 68 years to see one again. Labels are found by open addressing with
    // linear probing and deletion by shifting back: four bytes an entry at half load, no nodes.

    private static final int INITIAL_CAPACITY = 64;
    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(MemorySeries[].class);

    private volatile @Nullable MemorySeries[] slots = new MemorySeries[INITIAL_CAPACITY];
    private int[] generations = new int[INITIAL_CAPACITY];
    private int[] free = new int[INITIAL_CAPACITY];
    private int freeCount;
    private int used;
    private @Nullable MemorySeries[] byLabels = new MemorySeries[2 * INITIAL_CAPACITY];
    private int size;

    /** How many series there are. */
    int size() {
        return size;
    }

    /** All slots are below this. */
    int capacity() {
        return slots.length;
    }

    /** The series in a slot, or null; safe for readers. */
    @Nullable
    MemorySeries get(int slot) {
        @Nullable MemorySeries[] current = slots;
        return slot < current.length ? (MemorySeries) SLOTS.getAcquire(current, slot) : null;
    }

    /** The series that a reference means, or null where it was dropped, or the reference is none. */
    @Nullable
    MemorySeries byReference(long reference) {
        int slot = (int) reference;
        @Nullable MemorySeries[] current = slots;
        if (slot < 0 || slot >= current.length) {
            return null;
        }
        // The generation lies beside those of its neighbours; the series' own copy of it would have to be fetched.
        return generations[slot] == (int) (reference >>> 32) ? current[slot] : null;
    }

    /** The series with these labels, or null. */
    @Nullable
    MemorySeries find(Labels labels) {
        int mask = byLabels.length - 1;
        for (int at = home(labels, mask); ; at = at + 1 & mask) {
            MemorySeries series = byLabels[at];
            if (series == null || series.labels().equals(labels)) {
                return series;
            }
        }
    }

    /** A reference that no series has had; {@link #add} a series with it before asking again. */
    long nextReference() {
        int slot = freeCount > 0 ? free[freeCount - 1] : used;
        int generation = slot < generations.length ? generations[slot] : 0;
        return (long) generation << 32 | slot;
    }

    /** Adds a series with the reference that {@link #nextReference} gave. */
    void add(MemorySeries series) {
        if (freeCount > 0) {
            freeCount--;
        } else {
            used++;
            if (used > slots.length) {
                generations = Arrays.copyOf(generations, 2 * slots.length);
                slots = Arrays.copyOf(slots, 2 * slots.length);
            }
        }
        SLOTS.setRelease(slots, series.slot(), series);
        size++;
        if (2 * size > byLabels.length) {
            @Nullable MemorySeries[] before = byLabels;
            byLabels = new MemorySeries[2 * before.length];
            for (MemorySeries one : before) {
                if (one != null) {
                    place(one);
                }
            }
        }
        place(series);
    }

    private void place(MemorySeries series) {
        int mask = byLabels.length - 1;
        int at = home(series.labels(), mask);
        while (byLabels[at] != null) {
            at = at + 1 & mask;
        }
        byLabels[at] = series;
    }

    /** Drops a series that is in the table. */
    void remove(MemorySeries series) {
        int slot = series.slot();
        SLOTS.setRelease(slots, slot, null);
        generations[slot] = generations[slot] + 1 & Integer.MAX_VALUE;
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, 2 * free.length);
        }
        free[freeCount++] = slot;
        size--;
        int mask = byLabels.length - 1;
        int hole = home(series.labels(), mask);
        while (byLabels[hole] != series) {
            hole = hole + 1 & mask;
        }
        closeHole(hole, mask);
    }

    /** Moves later entries of the same run back, so that no search ends at the hole before their place. */
    private void closeHole(int start, int mask) {
        int hole = start;
        int at = start;
        while (true) {
            at = at + 1 & mask;
            MemorySeries series = byLabels[at];
            if (series == null) {
                byLabels[hole] = null;
                return;
            }
            int distance = at - home(series.labels(), mask) & mask;
            if (distance >= (at - hole & mask)) {
                byLabels[hole] = series;
                hole = at;
            }
        }
    }

    private static int home(Labels labels, int mask) {
        int hash = labels.hashCode() * 0x9e3779b9;
        return (hash ^ hash >>> 15) & mask;
    }
}
