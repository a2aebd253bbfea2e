package dev.monitoring.core.store;

import java.util.Arrays;

/** A set of slots as a bit for each. Confined to one thread. */
final class SlotSet {
    private long[] words;

    /** An empty set with room for slots below {@code capacity}; it grows where one beyond is added. */
    SlotSet(int capacity) {
        words = new long[(capacity + Long.SIZE - 1) / Long.SIZE];
    }

    void add(int slot) {
        int word = slot >>> 6;
        if (word >= words.length) {
            words = Arrays.copyOf(words, Math.max(word + 1, words.length + (words.length >> 1)));
        }
        words[word] |= 1L << slot;
    }

    /** Adds all slots of a list. */
    void addAll(int[] postings) {
        int count = Postings.count(postings);
        if (count > 0) {
            add(postings[count]);
        }
        for (int i = 1; i < count; i++) {
            words[postings[i] >>> 6] |= 1L << postings[i];
        }
    }

    boolean contains(int slot) {
        int word = slot >>> 6;
        return word < words.length && (words[word] & 1L << slot) != 0;
    }

    /** How many slots are in the set. */
    int size() {
        int size = 0;
        for (long word : words) {
            size += Long.bitCount(word);
        }
        return size;
    }

    /** The slots, ascending. */
    int[] toArray() {
        int[] slots = new int[size()];
        int at = 0;
        for (int word = 0; word < words.length; word++) {
            for (long bits = words[word]; bits != 0; bits &= bits - 1) {
                slots[at++] = (word << 6) + Long.numberOfTrailingZeros(bits);
            }
        }
        return slots;
    }
}
