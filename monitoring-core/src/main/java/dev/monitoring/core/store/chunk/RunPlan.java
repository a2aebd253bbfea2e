package dev.monitoring.core.store.chunk;

import java.util.Arrays;

/**
 * A way to pack a run of longs: finds the smallest of those there are, says how many bytes it takes, and writes it. Confined
 * to one thread; reused.
 */
final class RunPlan {
    // Design note.
    //
    // What is searched. A run is packed either as it is (a frame of reference) or as the distances between
    // neighbours; each as offsets from a base, without the low bits that are zero in all of them, in one width.
    // Values outside the window [base, base + 2^width) keep their low bits in place and have the rest of their bits
    // listed behind their positions (patched frame of reference: Zukowski, Héman, Nes, Boncz, "Super-Scalar RAM-CPU
    // Cache Compression", ICDE 2006; Lemire, Boytsov, "Decoding billions of integers per second through
    // vectorization", 2015). A few values far off, such as the drops of a saw-tooth, then do not widen all others.
    //
    // How a window is found. Sorting would find the best one, at many times the cost. Instead: (1) guess the middle
    // of three values; (2) where most values lie near it, count by how many bits values differ from it, which gives
    // for every width how many values lie outside; (3) take the cheapest width, and the range that the values inside
    // really have. What counts in the end is the exact size, with the plain window over everything as the other
    // candidate. Trying windows a bit narrower at either end saves another 0.01 bytes a sample of the performance
    // data, at a third of the time that sealing takes.
    //
    // A window is likely to fit the values after those it was found for: see considerLike.
    //
    // All arithmetic is modulo 2^64, in encoding and decoding alike, so overflow loses nothing.

    private static final int MIN_PATCHED = 16;

    /** Patches are looked for where at most one value in so many lies outside a quarter of the range. */
    private static final int FEW = 3;

    private final int[] lengths = new int[Long.SIZE + 1];

    private final long[] distances = new long[SampleRing.CAPACITY];

    /** What is packed: the values themselves, or {@link #distances}. */
    private long[] offsets = distances;

    private int n;
    private boolean delta;
    private long first;
    private int shift;
    private long min;
    private long max;

    private long base;
    private int width;
    private int patches;
    private int highBytes;
    private int baseForm;
    private int size;

    /**
     * Finds the way to pack values as they are.
     *
     * @param values what to pack
     * @param count how many of them
     */
    void measure(long[] values, int count) {
        offsets = values;
        n = count;
        delta = false;
        first = 0;
        long start = values[0];
        long least = start;
        long greatest = start;
        long differing = 0;
        for (int i = 1; i < count; i++) {
            long value = values[i];
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
            differing |= value - start;
        }
        offerAll(least, greatest, differing);
    }

    /**
     * Finds the way to pack values as distances between neighbours.
     *
     * @param values what to pack
     * @param count how many of them
     */
    void measureDistances(long[] values, int count) {
        offsets = distances;
        n = count - 1;
        delta = true;
        first = values[0];
        long before = count == 1 ? first : values[1];
        long start = before - first;
        long least = start;
        long greatest = start;
        long differing = 0;
        distances[0] = start;
        for (int i = 2; i < count; i++) {
            long value = values[i];
            long distance = value - before;
            before = value;
            distances[i - 1] = distance;
            least = Math.min(least, distance);
            greatest = Math.max(greatest, distance);
            differing |= distance - start;
        }
        offerAll(least, greatest, differing);
    }

    /** Offers the window over all values. */
    private void offerAll(long least, long greatest, long differing) {
        min = least;
        max = greatest;
        shift = differing == 0 ? 0 : Long.numberOfTrailingZeros(differing);
        size = Integer.MAX_VALUE;
        offer(min, widthOf(max - min), 0, 0);
    }

    /** Looks for a narrower window, with values outside; after measuring. */
    void search() {
        if (width == 0 || n < MIN_PATCHED) {
            return;
        }
        long middle = middle();
        if (!isDense(middle)) {
            return;
        }
        int cut = cheapestCut(middle);
        if (cut == Long.SIZE) {
            return;
        }
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (int i = 0; i < n; i++) {
            long value = offsets[i];
            boolean inside = bits(value, middle) <= cut;
            least = inside ? Math.min(least, value) : least;
            greatest = inside ? Math.max(greatest, value) : greatest;
        }
        consider(least, widthOf(greatest - least));
    }

    /** Tries the window of another run, which begins at {@code position} in a block; after measuring. */
    void considerLike(byte[] block, int position) {
        int likeWidth = PackedRun.width(block, position);
        int newWidth = PackedRun.shift(block, position) + likeWidth - shift;
        if (likeWidth != PackedRun.WHOLE && newWidth >= 0 && newWidth < width) {
            long likeBase = PackedRun.base(block, position);
            // Up to the next one with the low bits that all values have.
            consider(likeBase + (min - likeBase & (1L << shift) - 1), newWidth);
        }
    }

    /** Whether most values lie within a quarter of the range, so that a closer look is worth its time. */
    private boolean isDense(long middle) {
        int quarter = shift + Math.max(0, (width == PackedRun.WHOLE ? Long.SIZE : width) - 2);
        return quarter < Long.SIZE && outside(middle - (1L << quarter >> 1), quarter) <= n / FEW;
    }

    /** Something in the midst of most values: the middle one of three. */
    private long middle() {
        long one = offsets[n / 6];
        long two = offsets[n / 2];
        long three = offsets[n - 1 - n / 6];
        return Math.max(Math.min(one, two), Math.min(Math.max(one, two), three));
    }

    private int bits(long value, long middle) {
        return Long.SIZE - Long.numberOfLeadingZeros(PackedRun.zigZag(value - middle >> shift));
    }

    /** The number of bits beyond which values are cheaper patched; {@link Long#SIZE} where none are. */
    private int cheapestCut(long middle) {
        Arrays.fill(lengths, 0);
        for (int i = 0; i < n; i++) {
            lengths[bits(offsets[i], middle)]++;
        }
        int longest = Long.SIZE;
        while (lengths[longest] == 0) {
            longest--;
        }
        int cut = Long.SIZE;
        int cheapest = n * widthOf(max - min);
        int outside = 0;
        for (int candidate = longest; candidate > 0 && 16 * outside < cheapest; ) {
            outside += lengths[candidate];
            candidate--;
            int cost = n * candidate + 16 + outside * 8 * (1 + (longest - candidate + 8 >> 3));
            if (cost < cheapest) {
                cheapest = cost;
                cut = candidate;
            }
        }
        return cut;
    }

    private int widthOf(long range) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(range >>> shift);
        return bits > PackedRun.MAX_WIDTH ? PackedRun.WHOLE : bits;
    }

    /** Counts what lies outside a window and offers it. */
    private void consider(long newBase, int newWidth) {
        int drop = shift + newWidth;
        if (newWidth == PackedRun.WHOLE || drop >= Long.SIZE) {
            return;
        }
        int outside = outside(newBase, drop);
        long high = outside == 0 ? 0 : upperBits(newBase, drop);
        offer(newBase, newWidth, outside, high == 0 ? 0 : 71 - Long.numberOfLeadingZeros(high) >> 3);
    }

    private int outside(long newBase, int drop) {
        long outside = 0;
        for (int i = 0; i < n; i++) {
            // Without a branch and in longs throughout, for the compiler to do several at once.
            outside += isNot0(offsets[i] - newBase >>> drop);
        }
        return (int) outside;
    }

    /** Bits enough for the upper part of each value outside the window. */
    private long upperBits(long newBase, int drop) {
        if (max - min >= 0) {
            // The greatest and the least value have the longest.
            return PackedRun.zigZag(max - newBase >> drop) | PackedRun.zigZag(min - newBase >> drop);
        }
        long high = 0;
        for (int i = 0; i < n; i++) {
            high |= PackedRun.zigZag(offsets[i] - newBase >> drop);
        }
        return high;
    }

    private void offer(long newBase, int newWidth, int newPatches, int newHighBytes) {
        long roundBase = newBase & -1L << 32;
        boolean round = newWidth > 40
                && newWidth != PackedRun.WHOLE
                && newPatches == 0
                && shift == 0
                && widthOf(max - roundBase) == newWidth;
        int form = PackedRun.BASE_VARIABLE;
        int baseBytes = variableBytes(PackedRun.zigZag(newBase)) + (delta ? variableBytes(PackedRun.zigZag(first)) : 0);
        int wholeBytes = (round ? 4 : 8) + (delta ? 8 : 0);
        if (wholeBytes < baseBytes) {
            baseBytes = wholeBytes;
            form = round ? PackedRun.BASE_UPPER : PackedRun.BASE_WHOLE;
        }
        int newSize = 2
                + baseBytes
                + (newPatches > 0 ? 2 + newPatches * (1 + newHighBytes) : 0)
                + PackedRun.bytes(n, newWidth);
        if (newSize < size) {
            size = newSize;
            base = form == PackedRun.BASE_UPPER ? roundBase : newBase;
            width = newWidth;
            patches = newPatches;
            highBytes = newHighBytes;
            baseForm = form;
        }
    }

    /** How many bytes the run takes. */
    int size() {
        return size;
    }

    /** How many bits a distance takes in units of this run. */
    int bits(long distance) {
        return Long.SIZE - Long.numberOfLeadingZeros(Math.abs(distance) >>> shift);
    }

    /** How many bits each value takes. */
    int width() {
        return width;
    }

    boolean isDelta() {
        return delta;
    }

    /** Writes the run to {@code out} at {@code position}, and says where it ends. */
    int write(byte[] out, int position) {
        out[position] = (byte) (width | (patches > 0 ? PackedRun.PATCHED : 0) | (delta ? PackedRun.DELTA : 0));
        out[position + 1] = (byte) (shift | baseForm << PackedRun.BASE_FORM_SHIFT);
        int next = position + 2;
        if (baseForm == PackedRun.BASE_VARIABLE) {
            next = delta ? putVariable(out, next, PackedRun.zigZag(first)) : next;
            next = putVariable(out, next, PackedRun.zigZag(base));
        } else {
            if (delta) {
                PackedRun.LONGS.set(out, next, first);
                next += 8;
            }
            if (baseForm == PackedRun.BASE_WHOLE) {
                PackedRun.LONGS.set(out, next, base);
                next += 8;
            } else {
                PackedRun.INTS.set(out, next, (int) (base >>> 32));
                next += 4;
            }
        }
        next = patches > 0 ? writePatches(out, next) : next;
        pack(out, next);
        return next + PackedRun.bytes(n, width);
    }

    private int writePatches(byte[] out, int position) {
        out[position] = (byte) patches;
        out[position + 1] = (byte) highBytes;
        int drop = shift + width;
        int at = position + 2;
        for (int i = 0; i < n; i++) {
            // Without a branch, for nobody can foresee which values lie outside.
            out[at] = (byte) i;
            at += (int) isNot0(offsets[i] - base >>> drop);
        }
        int high = at;
        for (int patch = position + 2; patch < at; patch++, high += highBytes) {
            // What is too much is written over by what follows.
            PackedRun.LONGS.set(out, high, offsets[out[patch] & 0xff] - base >> drop);
        }
        return high;
    }

    /** 1 for what is not 0; else 0. */
    private static long isNot0(long value) {
        return (value | -value) >>> 63;
    }

    private void pack(byte[] out, int position) {
        if (width == PackedRun.WHOLE) {
            for (int i = 0; i < n; i++) {
                PackedRun.LONGS.set(out, position + 8 * i, offsets[i] - base >>> shift);
            }
        } else if (width > PackedRun.MAX_WIDTH / 4) {
            packWide(out, position);
        } else if (width > 0) {
            packNarrow(out, position);
        }
    }

    /** Values of which at most two share a byte: each is written with what the one before leaves in its first byte. */
    private void packWide(byte[] out, int position) {
        long before = 0;
        int bit = 0;
        for (int i = 0; i < n; i++, bit += width) {
            long value = packed(i);
            int skew = bit & 7;
            PackedRun.LONGS.set(out, position + (bit >>> 3), value << skew | before >>> width - skew);
            before = value;
        }
    }

    /**
     * Values of which more than two may share a byte. They are gathered, and whole bytes leave at each step, for a branch on
     * how many bits there are would be a guess; that leaves room for 56 more, which are several of them put together.
     */
    private void packNarrow(byte[] out, int position) {
        long gathered = 0;
        int filled = 0;
        int at = position;
        int i = 0;
        for (; i < n - 3; i += 4) {
            long four = packed(i) | packed(i + 1) << width | packed(i + 2) << 2 * width | packed(i + 3) << 3 * width;
            gathered |= four << filled;
            PackedRun.LONGS.set(out, at, gathered);
            filled += 4 * width;
            at += filled >>> 3;
            gathered >>>= filled & 0x38;
            filled &= 7;
        }
        for (; i < n; i++) {
            gathered |= packed(i) << filled;
            filled += width;
        }
        PackedRun.LONGS.set(out, at, gathered);
    }

    /** The bits of a value that are inside the window. */
    private long packed(int i) {
        return offsets[i] - base >>> shift & -1L >>> -width;
    }

    static int variableBytes(long value) {
        return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
    }

    static int putVariable(byte[] out, int position, long value) {
        int at = position;
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        out[at++] = (byte) rest;
        return at;
    }
}
