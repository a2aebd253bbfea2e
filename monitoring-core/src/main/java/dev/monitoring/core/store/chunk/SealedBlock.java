package dev.monitoring.core.store.chunk;

import java.util.Arrays;

/** Reads sealed blocks: byte arrays as {@link BlockEncoder} writes them, which never change. Stateless and thread-safe. */
public final class SealedBlock {
    // The fields of byte 0; see BlockEncoder for the whole picture.
    static final int TIME_MASK = 0x03;
    static final int ALIGNED = 0;
    static final int REGULAR = 1;
    static final int IRREGULAR = 2;
    static final int VALUE_SHIFT = 2;
    static final int VALUE_MASK = 0x03;
    static final int CONSTANT = 0;
    static final int DECIMAL = 1;
    static final int ORDERED_BITS = 2;
    static final int FOLDED_BITS = 3;
    static final int DETAIL_SHIFT = 4;

    /** Bit 7 of byte 1: some values are no decimals and stand as they are. */
    static final int EXCEPTIONS = 0x80;

    static final int COUNT_MASK = 0x7f;

    /** Where the step of an aligned block stands, behind the number of its first tick. */
    private static final int ALIGNED_HEADER = 6;
    /** Where the step, or unit, of other blocks stands, behind the time of the first sample. */
    private static final int HEADER = 8;

    private SealedBlock() {}

    /** How the block keeps its values. */
    public static Codec codec(byte[] block) {
        int values = block[0] >>> VALUE_SHIFT & VALUE_MASK;
        if (values == CONSTANT) {
            return Codec.CONSTANT;
        }
        boolean delta = PackedRun.isDelta(block, valuesAt(block));
        if (values == DECIMAL) {
            return delta ? Codec.DECIMAL_DELTA : Codec.DECIMAL_FRAME;
        }
        return delta ? Codec.BITS_DELTA : Codec.BITS_FRAME;
    }

    /** Whether values are a run and nothing else, and times take none: a block that the next one may be modelled on. */
    static boolean hasPlainRun(byte[] block) {
        return (block[0] & TIME_MASK) != IRREGULAR
                && (block[0] >>> VALUE_SHIFT & VALUE_MASK) != CONSTANT
                && (block[1] & EXCEPTIONS) == 0;
    }

    /** How many bytes the values of a block with a plain run take. */
    static int valueBytes(byte[] block) {
        return block.length - valuesAt(block);
    }

    /** The exponent of decimals; −1 where values are none. */
    static int exponent(byte[] block) {
        boolean decimal = (block[0] >>> VALUE_SHIFT & VALUE_MASK) == DECIMAL;
        return decimal ? (block[0] & 0xff) >>> DETAIL_SHIFT : -1;
    }

    /** The number of samples, at least one. */
    public static int count(byte[] block) {
        return block[1] & COUNT_MASK;
    }

    /** The time of the first sample. */
    public static long startMillis(byte[] block) {
        if ((block[0] & TIME_MASK) == ALIGNED) {
            return ((int) PackedRun.INTS.get(block, 2) & 0xffffffffL) * PackedRun.variable(block, ALIGNED_HEADER);
        }
        return ((int) PackedRun.INTS.get(block, 2) & 0xffffffffL) | (long) (block[7] << 8 | block[6] & 0xff) << 32;
    }

    /** The time of the last sample. */
    public static long endMillis(byte[] block) {
        int time = block[0] & TIME_MASK;
        long step = PackedRun.variable(block, time == ALIGNED ? ALIGNED_HEADER : HEADER);
        if (time == IRREGULAR) {
            return startMillis(block) + step * PackedRun.variable(block, PackedRun.variableEnd(block, HEADER));
        }
        return startMillis(block) + step * (count(block) - 1);
    }

    /** The last value. */
    static double lastValue(byte[] block) {
        int n = count(block);
        double[] values = new double[n];
        decodeValues(block, new long[n], values, 0, n);
        return values[n - 1];
    }

    /** Where the values begin. */
    static int valuesAt(byte[] block) {
        int time = block[0] & TIME_MASK;
        int step = PackedRun.variableEnd(block, time == ALIGNED ? ALIGNED_HEADER : HEADER);
        return time == IRREGULAR ? PackedRun.variableEnd(block, step) : step;
    }

    /**
     * Writes all samples into two arrays.
     *
     * @param at where to begin in both, which have room for {@link #count} entries from there on
     */
    public static void decode(byte[] block, long[] timestamps, double[] values, int at) {
        int n = count(block);
        // The times' place serves as scratch for the values, which are read first.
        int end = decodeValues(block, timestamps, values, at, n);
        long start = startMillis(block);
        int time = block[0] & TIME_MASK;
        long step = PackedRun.variable(block, time == ALIGNED ? ALIGNED_HEADER : HEADER);
        if (time == IRREGULAR) {
            PackedRun.decode(block, end, timestamps, at, n);
            for (int i = at; i < at + n; i++) {
                timestamps[i] = start + timestamps[i] * step;
            }
        } else {
            for (int i = 0; i < n; i++) {
                timestamps[at + i] = start + i * step;
            }
        }
    }

    private static int decodeValues(byte[] block, long[] scratch, double[] values, int at, int n) {
        int position = valuesAt(block);
        int detail = (block[0] & 0xff) >>> DETAIL_SHIFT;
        switch (block[0] >>> VALUE_SHIFT & VALUE_MASK) {
            case CONSTANT -> {
                return decodeConstant(block, position, detail, values, at, n);
            }
            case DECIMAL -> {
                int end = PackedRun.decode(block, position, scratch, at, n);
                toDecimals(scratch, values, at, n, detail);
                return block[1] < 0 ? restoreExceptions(block, end, values, at) : end;
            }
            case ORDERED_BITS -> {
                int end = PackedRun.decode(block, position, scratch, at, n);
                for (int i = at; i < at + n; i++) {
                    values[i] = Double.longBitsToDouble(Forms.unorder(scratch[i]));
                }
                return end;
            }
            default -> {
                int end = PackedRun.decode(block, position, scratch, at, n);
                for (int i = at; i < at + n; i++) {
                    values[i] = Double.longBitsToDouble(Forms.unfold(scratch[i]));
                }
                return end;
            }
        }
    }

    private static int decodeConstant(byte[] block, int position, int bytes, double[] values, int at, int n) {
        long bits = 0;
        for (int i = 0; i < bytes; i++) {
            bits |= (block[position + i] & 0xffL) << 56 - 8 * i;
        }
        Arrays.fill(values, at, at + n, Double.longBitsToDouble(bits));
        return position + bytes;
    }

    private static void toDecimals(long[] scratch, double[] values, int at, int n, int exponent) {
        if (exponent == 0) {
            for (int i = at; i < at + n; i++) {
                values[i] = (double) scratch[i];
            }
        } else {
            double power = Forms.power(exponent);
            for (int i = at; i < at + n; i++) {
                values[i] = scratch[i] / power;
            }
        }
    }

    private static int restoreExceptions(byte[] block, int position, double[] values, int at) {
        int exceptions = block[position] & 0xff;
        int bits = position + 1 + exceptions;
        for (int i = 0; i < exceptions; i++, bits += 8) {
            values[at + (block[position + 1 + i] & 0xff)] =
                    Double.longBitsToDouble((long) PackedRun.LONGS.get(block, bits));
        }
        return bits;
    }
}
