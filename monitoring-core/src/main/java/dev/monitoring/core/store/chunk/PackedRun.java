package dev.monitoring.core.store.chunk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads runs of longs as {@link RunPlan} writes them, and the small numbers around them. Stateless.
 */
final class PackedRun {
    // Design note. Every value of a run has the same width, so its bits begin at a place known without reading the
    // ones before: the loop has no branch but its own, and loads do not wait for each other. A load takes the eight
    // bytes from the byte in which the value begins on, which holds widths up to 56 bits; greater ones are stored
    // whole. Near the end of the array a load would reach beyond it; the last values therefore load the last eight
    // bytes and shift further.

    /** A wider value would not lie in eight bytes at every place in a byte. */
    static final int MAX_WIDTH = 56;

    /** What stands in the width's six bits for values stored whole. */
    static final int WHOLE = 57;

    static final int WIDTH_MASK = 0x3f;
    static final int PATCHED = 0x40;
    static final int DELTA = 0x80;
    static final int SHIFT_MASK = 0x3f;
    static final int BASE_FORM_SHIFT = 6;

    /** First value and base as variable-length numbers. */
    static final int BASE_VARIABLE = 0;
    /** First value and base as eight bytes. */
    static final int BASE_WHOLE = 1;
    /** First value as eight bytes; of the base only the upper four, the others are zero. */
    static final int BASE_UPPER = 2;

    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private PackedRun() {}

    /** Whether the run that begins at {@code position} holds distances between neighbours. */
    static boolean isDelta(byte[] block, int position) {
        return block[position] < 0;
    }

    /** How many bits each value takes, {@link #WHOLE} where all. */
    static int width(byte[] block, int position) {
        return block[position] & WIDTH_MASK;
    }

    /** How many of the lowest bits are the same in all values. */
    static int shift(byte[] block, int position) {
        return block[position + 1] & SHIFT_MASK;
    }

    /** What all values are offsets from. */
    static long base(byte[] block, int position) {
        int form = (block[position + 1] & 0xff) >>> BASE_FORM_SHIFT;
        int next = position + 2;
        if (isDelta(block, position)) {
            next = form == BASE_VARIABLE ? variableEnd(block, next) : next + 8;
        }
        return switch (form) {
            case BASE_VARIABLE -> unZigZag(variable(block, next));
            case BASE_WHOLE -> (long) LONGS.get(block, next);
            default -> (long) (int) INTS.get(block, next) << 32;
        };
    }

    /**
     * Unpacks a run.
     *
     * @param position where the run begins
     * @param out receives the longs, from {@code at} on
     * @param n how many there are
     * @return where the run ends
     */
    static int decode(byte[] block, int position, long[] out, int at, int n) {
        int head = block[position];
        int shift = block[position + 1] & SHIFT_MASK;
        int form = (block[position + 1] & 0xff) >>> BASE_FORM_SHIFT;
        boolean delta = (head & DELTA) != 0;
        int next = position + 2;
        long first = 0;
        if (delta) {
            first = form == BASE_VARIABLE ? unZigZag(variable(block, next)) : (long) LONGS.get(block, next);
            next += form == BASE_VARIABLE ? variableEnd(block, next) - next : 8;
        }
        long base;
        if (form == BASE_VARIABLE) {
            base = unZigZag(variable(block, next));
            next = variableEnd(block, next);
        } else if (form == BASE_WHOLE) {
            base = (long) LONGS.get(block, next);
            next += 8;
        } else {
            base = (long) (int) INTS.get(block, next) << 32;
            next += 4;
        }
        int width = head & WIDTH_MASK;
        int packed = delta ? n - 1 : n;
        int to = delta ? at + 1 : at;
        if ((head & PATCHED) != 0) {
            int patches = block[next] & 0xff;
            int highBytes = block[next + 1];
            int bits = next + 2 + patches * (1 + highBytes);
            unpack(block, bits, width, 0, 0, out, to, packed);
            patch(block, next + 2, patches, highBytes, width, out, to);
            for (int i = to; i < to + packed; i++) {
                out[i] = base + (out[i] << shift);
            }
            next = bits;
        } else {
            unpack(block, next, width, base, shift, out, to, packed);
        }
        if (delta) {
            sum(first, out, at, n);
        }
        return next + bytes(packed, width);
    }

    /** How many bytes so many values of a width take. */
    static int bytes(int packed, int width) {
        return width == WHOLE ? 8 * packed : packed * width + 7 >>> 3;
    }

    private static void unpack(byte[] block, int position, int width, long base, int shift, long[] out, int at, int n) {
        if (width == 0) {
            Arrays.fill(out, at, at + n, base);
        } else if (width == WHOLE) {
            for (int i = 0; i < n; i++) {
                out[at + i] = base + ((long) LONGS.get(block, position + 8 * i) << shift);
            }
        } else {
            long mask = -1L >>> -width;
            int lastLoad = block.length - 8;
            int safe = Math.min(n, Math.max(0, (((lastLoad - position) << 3) + 7) / width));
            int bit = 0;
            for (int i = 0; i < safe; i++, bit += width) {
                long bits = (long) LONGS.get(block, position + (bit >>> 3)) >>> (bit & 7) & mask;
                out[at + i] = base + (bits << shift);
            }
            for (int i = safe; i < n; i++, bit += width) {
                int from = position + (bit >>> 3);
                int load = Math.min(from, lastLoad);
                long bits = (long) LONGS.get(block, load) >>> (from - load << 3) + (bit & 7) & mask;
                out[at + i] = base + (bits << shift);
            }
        }
    }

    private static void patch(byte[] block, int position, int patches, int highBytes, int width, long[] out, int at) {
        int high = position + patches;
        for (int i = 0; i < patches; i++, high += highBytes) {
            long bits = block[high + highBytes - 1];
            for (int b = highBytes - 2; b >= 0; b--) {
                bits = bits << 8 | block[high + b] & 0xff;
            }
            out[at + (block[position + i] & 0xff)] |= bits << width;
        }
    }

    private static void sum(long first, long[] out, int at, int n) {
        long sum = first;
        out[at] = sum;
        for (int i = at + 1; i < at + n; i++) {
            sum += out[i];
            out[i] = sum;
        }
    }

    /** The variable-length number at {@code position}: seven bits a byte, the lowest first, the top bit set but in the last. */
    static long variable(byte[] block, int position) {
        long value = 0;
        int at = position;
        for (int shift = 0; ; shift += 7) {
            byte next = block[at++];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    /** Where the variable-length number at {@code position} ends. */
    static int variableEnd(byte[] block, int position) {
        int at = position;
        while (block[at] < 0) {
            at++;
        }
        return at + 1;
    }

    static long unZigZag(long value) {
        return value >>> 1 ^ -(value & 1);
    }

    static long zigZag(long value) {
        return value << 1 ^ value >> 63;
    }
}
