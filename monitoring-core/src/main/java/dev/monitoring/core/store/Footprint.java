package dev.monitoring.core.store;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.store.chunk.SampleRing;

/**
 * How much heap things take: objects with 12-byte headers, 4-byte references and 8-byte alignment, which is what a 64-bit
 * JVM uses for heaps below 32 GB.
 */
final class Footprint {
    private static final int ARRAY_HEADER = 16;
    private static final int SERIES_OBJECT = 128;
    private static final int LABELS_OBJECT = 24;

    /** A slot, its generation, its rank twice, two places by labels, its entry among all slots with a fifth of room. */
    private static final int TABLES = 4 + 4 + 8 + 8 + 5;

    /** The array of an open block on a grid. */
    static final int VALUES = ARRAY_HEADER + 8 * SampleRing.CAPACITY;

    private static final int OFFSETS = ARRAY_HEADER + 4 * SampleRing.CAPACITY;

    /** An entry in a list of postings, with a fifth of room. */
    static final int POSTING = 5;

    private Footprint() {}

    /** A series without samples and without what the index holds of it. */
    static long series(Labels labels, int ringLength) {
        return SERIES_OBJECT + TABLES + LABELS_OBJECT + ARRAY_HEADER + 8L * labels.size() + ring(ringLength);
    }

    /** The array of a ring. */
    static long ring(int length) {
        return align(ARRAY_HEADER + 4L * length);
    }

    /** The arrays of an open block. */
    static long open(SampleRing ring) {
        return ring.openOffsets() == null ? VALUES : VALUES + OFFSETS;
    }

    static long sealed(byte[] block) {
        return align(ARRAY_HEADER + block.length);
    }

    /** A label value new to the index: its text, a map entry, and a list with one slot. */
    static long labelValue(String value) {
        return 24 + align(ARRAY_HEADER + value.length()) + 32 + 8 + 24;
    }

    private static long align(long bytes) {
        return bytes + 7 & -8;
    }
}
