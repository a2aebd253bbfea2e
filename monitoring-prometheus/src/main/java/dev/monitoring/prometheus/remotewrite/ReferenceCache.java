package dev.monitoring.prometheus.remotewrite;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * From a series' labels, as the bytes they are sent in, to its reference in the store. A sender sends the same bytes for the
 * same series again and again, so in the steady state no label is turned into text. Confined to one thread at a time.
 */
final class ReferenceCache {
    // Design note. Two generations: what is used is in the young one. When that is full, it becomes the old one, and
    // the old one with all that was not used since is forgotten. So memory is bounded without lists or times of use,
    // and a series in steady use is never lost. The hash has a random multiplier, so that nobody can prepare labels
    // that collide.

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int INITIAL_SLOTS = 256;

    private final long multiplier = new SplittableRandom().nextLong() | 1;
    private final int maxYoung;
    private @Nullable Entry[] young = new @Nullable Entry[INITIAL_SLOTS];
    private @Nullable Entry[] old = new @Nullable Entry[INITIAL_SLOTS];
    private int youngSize;

    /** A cache for at most {@code maxSeries} series. */
    ReferenceCache(int maxSeries) {
        maxYoung = Math.max(1, maxSeries / 2);
    }

    /** A series that was seen. */
    static final class Entry {
        final byte[] labels;
        private final long hash;
        /** The store's reference, or {@link dev.monitoring.core.series.Appender#REFUSED}. */
        long reference;
        /** The number of the request that may ask for a refused series again. */
        long retryAt;

        Entry(byte[] labels, long hash) {
            this.labels = labels;
            this.hash = hash;
        }
    }

    /** The entry of these labels, or null where they were not seen lately. */
    @Nullable
    Entry find(byte[] bytes, int from, int to) {
        long hash = hash(bytes, from, to);
        Entry entry = find(young, hash, bytes, from, to);
        if (entry == null) {
            entry = find(old, hash, bytes, from, to);
            if (entry != null) {
                addYoung(entry);
            }
        }
        return entry;
    }

    /** Adds labels that {@link #find} does not find. */
    Entry add(byte[] bytes, int from, int to) {
        Entry entry = new Entry(Arrays.copyOfRange(bytes, from, to), hash(bytes, from, to));
        addYoung(entry);
        return entry;
    }

    private static @Nullable Entry find(@Nullable Entry[] slots, long hash, byte[] bytes, int from, int to) {
        for (int i = (int) hash & slots.length - 1; ; i = i + 1 & slots.length - 1) {
            Entry entry = slots[i];
            if (entry == null
                    || entry.hash == hash && Arrays.equals(entry.labels, 0, entry.labels.length, bytes, from, to)) {
                return entry;
            }
        }
    }

    private void addYoung(Entry entry) {
        if (youngSize >= maxYoung) {
            old = young;
            young = new @Nullable Entry[INITIAL_SLOTS];
            youngSize = 0;
        }
        if (2 * ++youngSize > young.length) {
            @Nullable Entry[] smaller = young;
            young = new @Nullable Entry[2 * smaller.length];
            for (Entry known : smaller) {
                if (known != null) {
                    place(known);
                }
            }
        }
        place(entry);
    }

    private void place(Entry entry) {
        int i = (int) entry.hash & young.length - 1;
        while (young[i] != null) {
            i = i + 1 & young.length - 1;
        }
        young[i] = entry;
    }

    private long hash(byte[] bytes, int from, int to) {
        long hash = (long) to - from;
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            hash = (hash ^ (long) LONGS.get(bytes, i)) * multiplier;
            hash ^= hash >>> 29;
        }
        for (; i < to; i++) {
            hash = (hash ^ bytes[i]) * multiplier;
        }
        return hash ^ hash >>> 32;
    }
}
