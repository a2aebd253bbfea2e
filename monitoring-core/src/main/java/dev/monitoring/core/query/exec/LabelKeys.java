package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Numbers for what label sets have in common: two sets get the same number where they agree in the chosen labels. Confined to
 * one thread.
 *
 * <p>An open hash table that compares the sets themselves, so no key is built for a set that has been seen before. Sets come
 * in runs with the same names, and often of the same number: where the chosen labels stand is looked for once per run, and
 * the number of the set before is tried first.
 */
final class LabelKeys {
    private static final int HASH_FACTOR = 31;
    private static final int NONE = -1;

    /** Either there are a few groups, or nearly every set has one of its own. */
    private static final int GROWTH = 8;

    private final List<String> names;
    private final boolean chosen;
    private Labels[] representatives = new Labels[16];
    private int[][] chosenPlaces = new int[16][]; // of each representative
    private int[] table = new int[32];
    private int size;

    private Labels last = Labels.EMPTY;
    private int[] lastPlaces = {};
    private int lastKey = NONE;

    private LabelKeys(List<String> names, boolean chosen) {
        this.names = names;
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

    /** The number of each series of an operator. */
    int[] of(Operator operator) {
        int[] found = new int[operator.size()];
        boolean besidesName = chosen && Collections.disjoint(names, MetricNames.LABELS);
        for (int i = 0; i < found.length; i++) {
            found[i] = of(besidesName ? operator.labelsBesidesName(i) : operator.labels(i));
        }
        return found;
    }

    /** The number of a set, from 0 in order of appearance. */
    int of(Labels labels) {
        int[] places = hasNamesOfLast(labels) ? lastPlaces : placesIn(labels);
        if (lastKey == NONE || !agrees(lastKey, labels, places)) {
            lastKey = find(labels, places);
        }
        last = labels;
        lastPlaces = places;
        return lastKey;
    }

    /** How many numbers were given. */
    int size() {
        return size;
    }

    /** The chosen labels that the sets with that number have in common. */
    Labels common(int key) {
        return chosen ? representatives[key].only(names) : representatives[key].without(names);
    }

    private int find(Labels labels, int[] places) {
        if (size == representatives.length) {
            grow();
        }
        int mask = table.length - 1;
        int slot = spread(hash(labels, places)) & mask;
        while (table[slot] != 0) {
            int key = table[slot] - 1;
            if (agrees(key, labels, places)) {
                return key;
            }
            slot = (slot + 1) & mask;
        }
        representatives[size] = labels;
        chosenPlaces[size] = places;
        table[slot] = ++size;
        return size - 1;
    }

    private void grow() {
        representatives = Arrays.copyOf(representatives, GROWTH * size);
        chosenPlaces = Arrays.copyOf(chosenPlaces, GROWTH * size);
        int[] larger = new int[2 * representatives.length];
        int mask = larger.length - 1;
        for (int key = 0; key < size; key++) {
            int slot = spread(hash(representatives[key], chosenPlaces[key])) & mask;
            while (larger[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            larger[slot] = key + 1;
        }
        table = larger;
    }

    private static int hash(Labels labels, int[] places) {
        int hash = 1;
        for (int place : places) {
            hash = HASH_FACTOR * (HASH_FACTOR * hash + labels.name(place).hashCode())
                    + labels.value(place).hashCode();
        }
        return hash;
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ (mixed >>> 15);
    }

    private boolean agrees(int key, Labels labels, int[] places) {
        Labels other = representatives[key];
        int[] otherPlaces = chosenPlaces[key];
        if (otherPlaces.length != places.length) {
            return false;
        }
        boolean sameNames = otherPlaces == places; // arrays are shared by sets with the same names only
        for (int i = 0; i < places.length; i++) {
            if (!other.value(otherPlaces[i]).equals(labels.value(places[i]))
                    || !sameNames && !other.name(otherPlaces[i]).equals(labels.name(places[i]))) {
                return false;
            }
        }
        return true;
    }

    private boolean hasNamesOfLast(Labels labels) {
        if (labels.size() != last.size()) {
            return false;
        }
        for (int i = 0; i < labels.size(); i++) {
            if (!labels.name(i).equals(last.name(i))) {
                return false;
            }
        }
        return true;
    }

    /** Where in a set the labels stand that count. */
    private int[] placesIn(Labels labels) {
        int[] places = new int[labels.size()];
        int count = 0;
        for (int i = 0; i < places.length; i++) {
            if (names.contains(labels.name(i)) == chosen) {
                places[count++] = i;
            }
        }
        return Arrays.copyOf(places, count);
    }
}
