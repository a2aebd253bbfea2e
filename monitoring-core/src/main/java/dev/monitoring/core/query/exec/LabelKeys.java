package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers for what label sets have in common: two sets get the same number where they agree in the chosen labels. Confined to
 * one thread.
 *
 * <p>An open hash table that compares the sets themselves, so no key is built for a set that has been seen before.
 */
final class LabelKeys {
    private static final int HASH_FACTOR = 31;

    private final List<String> names;
    private final String[] distinguishing; // the same; asked for each label of each series
    private final boolean chosen;
    private Labels[] representatives = new Labels[16];
    private int[] table = new int[64];
    private int size;

    private LabelKeys(List<String> names, boolean chosen) {
        this.names = names;
        this.distinguishing = names.toArray(String[]::new);
        this.chosen = chosen;
    }

    /** Only these labels count. */
    static LabelKeys on(List<String> names) {
        return new LabelKeys(names, true);
    }

    /** All labels but these count. */
    static LabelKeys ignoring(List<String> names) {
        return new LabelKeys(names, false);
    }

    /** The number of a set, from 0 in order of appearance. */
    int of(Labels labels) {
        if (chosen && names.isEmpty()) {
            if (size == 0) {
                representatives[size++] = labels;
            }
            return 0;
        }
        int mask = table.length - 1;
        int slot = spread(hash(labels)) & mask;
        while (table[slot] != 0) {
            int key = table[slot] - 1;
            if (agree(representatives[key], labels)) {
                return key;
            }
            slot = (slot + 1) & mask;
        }
        if (size == representatives.length) {
            grow();
            return of(labels);
        }
        representatives[size] = labels;
        table[slot] = ++size;
        return size - 1;
    }

    /** How many numbers were given. */
    int size() {
        return size;
    }

    /** The chosen labels that the sets with that number have in common. */
    Labels common(int key) {
        return chosen ? representatives[key].only(names) : representatives[key].without(names);
    }

    private void grow() {
        representatives = Arrays.copyOf(representatives, 2 * size);
        int[] larger = new int[4 * representatives.length];
        int mask = larger.length - 1;
        for (int key = 0; key < size; key++) {
            int slot = spread(hash(representatives[key])) & mask;
            while (larger[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            larger[slot] = key + 1;
        }
        table = larger;
    }

    private int hash(Labels labels) {
        int hash = 1;
        for (int i = 0; i < labels.size(); i++) {
            if (counts(labels.name(i))) {
                hash = HASH_FACTOR * (HASH_FACTOR * hash + labels.name(i).hashCode())
                        + labels.value(i).hashCode();
            }
        }
        return hash;
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ (mixed >>> 15);
    }

    private boolean agree(Labels a, Labels b) {
        int i = 0;
        int j = 0;
        while (true) {
            while (i < a.size() && !counts(a.name(i))) {
                i++;
            }
            while (j < b.size() && !counts(b.name(j))) {
                j++;
            }
            if (i == a.size() || j == b.size()) {
                return i == a.size() && j == b.size();
            }
            if (!a.name(i).equals(b.name(j)) || !a.value(i).equals(b.value(j))) {
                return false;
            }
            i++;
            j++;
        }
    }

    private boolean counts(String name) {
        for (String one : distinguishing) {
            if (one.equals(name)) {
                return chosen;
            }
        }
        return !chosen;
    }
}
