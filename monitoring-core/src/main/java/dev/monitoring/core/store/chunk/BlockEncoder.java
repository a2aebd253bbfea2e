package dev.monitoring.core.store.chunk;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Compresses the open block of a ring into a sealed one, without loss. Confined to the writer; reused from block to block.
 *
 * <h2>The bytes of a sealed block</h2>
 *
 * Numbers of several bytes are little-endian; a <em>varint</em> has seven bits a byte, the lowest first, the top bit set in
 * all bytes but the last; <em>zigzag</em> puts the sign last.
 *
 * <pre>
 * byte 0      bits 0–1  time     0 aligned, 1 regular, 2 irregular
 *             bits 2–3  values   0 constant, 1 decimal, 2 ordered bits, 3 folded bits
 *             bits 4–7  detail   constant: how many bytes follow; decimal: the exponent; else 0
 * byte 1      bits 0–6  count    samples, 1 to 120
 *             bit  7    exceptions, only with decimals
 * aligned     4 bytes   first time / step;  varint step in ms
 * regular     6 bytes   first time in ms;   varint step in ms
 * irregular   6 bytes   first time in ms;   varint unit in ms;  varint (last − first time) / unit
 * values
 *   constant    detail bytes: the upper ones of the bits, the highest first; the others are zero
 *   decimal     run of integers; value = integer / 10^exponent
 *               exceptions, if any: byte count; a byte position each; 8 bytes bits each
 *   ordered     run of bits, those of negative values with all but the sign inverted
 *   folded      run of bits, rotated left by one, the top bit of that inverted
 * irregular   run of (time − first time) / unit
 * </pre>
 *
 * A run of n longs:
 *
 * <pre>
 * byte 0      bits 0–5  width    0 to 56; 57: 64
 *             bit  6    patched
 *             bit  7    delta    the run holds the n − 1 distances between neighbours, else the n longs
 * byte 1      bits 0–5  shift
 *             bits 6–7  base form  0 zigzag varint, 1 eight bytes, 2 upper four bytes
 * delta       first long: zigzag varint with base form 0, else 8 bytes
 * base        as the base form says
 * patched     byte count;  byte high size;  a byte position each;  high size bytes each, signed
 * packed      width bits each, the lowest first, padded to a byte at the end
 *
 * long i of the run = base + ((high i &lt;&lt; width | packed i) &lt;&lt; shift)      modulo 2^64
 * </pre>
 */
public final class BlockEncoder {
    // Design note.
    //
    // Choice. Constants first. Else decimals, if at most half of the values are none: counters, byte sizes,
    // percentages with two places, seconds made of nanoseconds. What is no decimal (NaN of any payload, minus zero,
    // the stale marker, a value with a full mantissa) stands as it is beside the run. With more than a few such, and
    // where no value is a decimal, bits are tried, and the smaller wins. Full mantissas of one sign and similar size
    // lie close to each other as ordered bits, which is a fixed-point number inside an octave; with both signs they
    // do so when folded. Both beat XOR codecs (Gorilla, Chimp) on noise, and unpack many times faster.
    //
    // Every form is packed as it is and as distances between neighbours; RunPlan finds the sizes.
    //
    // The block before. Most series keep their character, so a block first tries the form of the one before it, and
    // takes it where that comes out as small; only then is nothing else looked at. That saves about two thirds of the
    // time. Every sixteenth block of a series is looked at afresh, in case another form has become better meanwhile.
    //
    // Times. A block on a grid without a gap has none. A gap, or times off the grid, are a run of offsets, in steps
    // where there is a grid: as distances a gap is one patch, and jitter of a few milliseconds takes a few bits. That
    // is what delta-of-delta codes are for, except that the typical distance is taken out once for the block.

    /** Beyond this share of values that are no decimals, decimals are not tried. */
    private static final int EXCEPTIONS_DIVISOR = 2;

    /** So many exceptions do not call for a comparison with bits: a byte and eight for each against seven for all. */
    private static final int FEW_EXCEPTIONS = 8;

    /** Patches do not make up for more bits of difference than this. */
    private static final int CLOSE_BITS = 2;

    /** A block may take so much more than the one before it: about what the base and the first value vary by. */
    private static final int SLACK_BYTES = 4;

    /** And a bit for each value, for a greatest distance is seldom the same twice; but at most such a part more. */
    private static final int SLACK_DIVISOR = 4;

    /** Every so manieth block of a series is looked at afresh. */
    private static final int AFRESH = 16;

    private static final int STEADY = 4;
    private static final long MAX_TICK = 0xffffffffL;

    /** Header, a run with all its parts at their greatest, all values as exceptions, and the times. */
    private static final int SCRATCH = 32 + 5 * 9 * 128;

    private final byte[] scratch = new byte[SCRATCH];
    private final long[] longs = new long[SampleRing.CAPACITY];
    private final byte[] exceptions = new byte[SampleRing.CAPACITY];
    private final RunPlan frame = new RunPlan();
    private final RunPlan delta = new RunPlan();

    private int exceptionCount;
    private boolean steady;
    private byte @Nullable [] model;
    private int modelBytes;

    /** The samples of a ring's open block, of which there is at least one, in an array of just the bytes needed. */
    public byte[] seal(SampleRing open) {
        int n = open.openCount();
        steady = open.isGapless();
        chooseModel(open, n);
        int position = writeHeader(open, n);
        position = writeValues(open.openValues(), n, position);
        if (!steady) {
            position = writeTimes(open, n, position);
        }
        return Arrays.copyOf(scratch, position);
    }

    /** Whether the last samples of the block sealed last lay on a grid, as far as they tell. */
    public boolean endedRegular() {
        return steady;
    }

    /** Takes the block before as a model, where it has a run of values and there is no reason to look afresh. */
    private void chooseModel(SampleRing open, int n) {
        model = null;
        if (open.blocks() > 0 && open.endNumber() % AFRESH != 0) {
            byte[] newest = open.block(open.blocks() - 1);
            if (SealedBlock.hasPlainRun(newest)) {
                model = newest;
                int bytes = SealedBlock.valueBytes(newest) * n / SealedBlock.count(newest);
                modelBytes = bytes + SLACK_BYTES + Math.min(n / Byte.SIZE, bytes / SLACK_DIVISOR);
            }
        }
    }

    private int writeHeader(SampleRing open, int n) {
        scratch[1] = (byte) n;
        long start = open.openStartMillis();
        long step = open.stepMillis();
        if (steady && step > 0 && start >= 0 && start % step == 0 && start / step <= MAX_TICK) {
            scratch[0] = SealedBlock.ALIGNED;
            PackedRun.INTS.set(scratch, 2, (int) (start / step));
            return RunPlan.putVariable(scratch, 6, step);
        }
        scratch[0] = (byte) (steady ? SealedBlock.REGULAR : SealedBlock.IRREGULAR);
        PackedRun.LONGS.set(scratch, 2, start);
        long unit = steady ? step : Math.max(step, 1);
        int position = RunPlan.putVariable(scratch, 8, unit);
        return steady ? position : RunPlan.putVariable(scratch, position, (open.newestMillis() - start) / unit);
    }

    private int writeTimes(SampleRing open, int n, int position) {
        long unit = Math.max(open.stepMillis(), 1);
        open.writeTimes(longs, 0, n);
        long start = longs[0];
        for (int i = 0; i < n; i++) {
            longs[i] = (longs[i] - start) / unit;
        }
        steady = n > STEADY || open.stepMillis() > 0;
        for (int i = n - STEADY; i > 0 && i < n - 1; i++) {
            steady &= longs[i + 1] - longs[i] == longs[i] - longs[i - 1];
        }
        model = null; // of the values only
        return plan(n).write(scratch, position);
    }

    private int writeValues(double[] values, int n, int position) {
        long bits = Double.doubleToRawLongBits(values[0]);
        if (bits == Double.doubleToRawLongBits(values[n - 1]) && differingBits(values, n) == 0) {
            return writeConstant(bits, position);
        }
        int exponent = toDecimals(values, n);
        if (exponent < 0) {
            return writeBits(values, n, position);
        }
        RunPlan plan = plan(n);
        if (exceptionCount > FEW_EXCEPTIONS) {
            int size = plan.size() + 1 + 9 * exceptionCount;
            toBits(values, n);
            if (plan(n).size() < size) {
                return writeBits(values, n, position);
            }
            exponent = toDecimals(values, n);
            plan = plan(n);
        }
        scratch[0] |= (byte) (SealedBlock.DECIMAL << SealedBlock.VALUE_SHIFT | exponent << SealedBlock.DETAIL_SHIFT);
        int end = plan.write(scratch, position);
        return exceptionCount > 0 ? writeExceptions(values, end) : end;
    }

    /** The bits in which any value differs from the first. */
    private static long differingBits(double[] values, int n) {
        long bits = Double.doubleToRawLongBits(values[0]);
        long differing = 0;
        for (int i = 1; i < n; i++) {
            differing |= Double.doubleToRawLongBits(values[i]) ^ bits;
        }
        return differing;
    }

    private int writeConstant(long bits, int position) {
        int bytes = 8 - Long.numberOfTrailingZeros(bits) / 8;
        scratch[0] |= (byte) (SealedBlock.CONSTANT << SealedBlock.VALUE_SHIFT | bytes << SealedBlock.DETAIL_SHIFT);
        for (int i = 0; i < bytes; i++) {
            scratch[position + i] = (byte) (bits >>> 56 - 8 * i);
        }
        return position + bytes;
    }

    private int writeBits(double[] values, int n, int position) {
        int form = toBits(values, n);
        scratch[0] |= (byte) (form << SealedBlock.VALUE_SHIFT);
        return plan(n).write(scratch, position);
    }

    private int writeExceptions(double[] values, int position) {
        scratch[1] |= (byte) SealedBlock.EXCEPTIONS;
        scratch[position] = (byte) exceptionCount;
        int bits = position + 1 + exceptionCount;
        for (int i = 0; i < exceptionCount; i++, bits += 8) {
            scratch[position + 1 + i] = exceptions[i];
            PackedRun.LONGS.set(scratch, bits, Double.doubleToRawLongBits(values[exceptions[i]]));
        }
        return bits;
    }

    /** Fills {@link #longs} with bits in the form that suits the signs; gives that form. */
    private int toBits(double[] values, int n) {
        long signs = 0;
        for (int i = 0; i < n; i++) {
            long bits = Double.doubleToRawLongBits(values[i]);
            longs[i] = Forms.order(bits);
            signs |= bits ^ longs[0];
        }
        if (signs >= 0) {
            return SealedBlock.ORDERED_BITS;
        }
        for (int i = 0; i < n; i++) {
            longs[i] = Forms.fold(Forms.unorder(longs[i]));
        }
        return SealedBlock.FOLDED_BITS;
    }

    /** Fills {@link #longs} with integers, and notes what is no decimal; gives the exponent, or −1 where it is too much. */
    private int toDecimals(double[] values, int n) {
        int exponent = likelyExponent(values[0], values[n / 2]);
        while (exponent >= 0 && exponent <= Forms.MAX_EXPONENT) {
            int failed = scale(values, n, exponent);
            if (exceptionCount == 0) {
                return exponent;
            }
            int greater = Forms.exponent(values[failed]);
            if (greater <= exponent) {
                return exceptionCount <= n / EXCEPTIONS_DIVISOR ? exponent : -1;
            }
            exponent = greater;
        }
        return -1;
    }

    private int likelyExponent(double one, double other) {
        int like = model == null ? -1 : SealedBlock.exponent(model);
        if (like >= 0) {
            return like;
        }
        int first = Forms.exponent(one);
        if (model != null && first < 0) {
            // Among quotients one in a few is a decimal by chance: after a block of bits it takes two to try decimals.
            return -1;
        }
        int second = Forms.exponent(other);
        return model != null && second < 0 ? -1 : Math.max(first, second);
    }

    /** Gives the position of the last value that is no decimal, −1 where there is none. */
    private int scale(double[] values, int n, int exponent) {
        exceptionCount = 0;
        long differing = exponent == 0 ? toIntegers(values, n) : toIntegers(values, n, Forms.power(exponent));
        return differing == 0 ? -1 : replaceExceptions(values, n, Forms.power(exponent));
    }

    /** Gives the bits in which any value differs from its integer; without a branch, so that values do not wait in line. */
    private long toIntegers(double[] values, int n) {
        long differing = 0;
        for (int i = 0; i < n; i++) {
            double value = values[i];
            long integer = (long) value;
            longs[i] = integer;
            differing |= Double.doubleToRawLongBits((double) integer) ^ Double.doubleToRawLongBits(value);
        }
        return differing;
    }

    private long toIntegers(double[] values, int n, double power) {
        long differing = 0;
        for (int i = 0; i < n; i++) {
            double value = values[i];
            long integer = (long) Math.rint(value * power);
            longs[i] = integer;
            differing |= Double.doubleToRawLongBits(integer / power) ^ Double.doubleToRawLongBits(value);
        }
        return differing;
    }

    /** Puts the integer before in the place of each value that is no decimal, and notes its position. */
    private int replaceExceptions(double[] values, int n, double power) {
        int failed = -1;
        long last = 0;
        for (int i = 0; i < n; i++) {
            if (Double.doubleToRawLongBits(longs[i] / power) != Double.doubleToRawLongBits(values[i])) {
                exceptions[exceptionCount++] = (byte) i;
                failed = i;
                longs[i] = last;
            }
            last = longs[i];
        }
        return failed;
    }

    /** A small way to pack {@link #longs}: like the block before, else the smallest. */
    private RunPlan plan(int n) {
        if (model != null) {
            RunPlan like = planLike(model, n);
            if (like.size() <= modelBytes) {
                return like;
            }
        }
        delta.measureDistances(longs, n);
        if (delta.bits(longs[n - 1] - longs[0]) > delta.width() + CLOSE_BITS) {
            // A counter, most often: no frame holds both its ends in as few bits as its steps take.
            delta.search();
            return delta;
        }
        frame.measure(longs, n);
        RunPlan narrower = delta.size() < frame.size() ? delta : frame;
        RunPlan wider = narrower == delta ? frame : delta;
        narrower.search();
        if (wider.width() <= narrower.width() + CLOSE_BITS) {
            wider.search();
        }
        return wider.size() < narrower.size() ? wider : narrower;
    }

    /** The form of another block's run, in its window or else in another. */
    private RunPlan planLike(byte[] block, int n) {
        int run = SealedBlock.valuesAt(block);
        RunPlan like = PackedRun.isDelta(block, run) ? delta : frame;
        if (like == delta) {
            delta.measureDistances(longs, n);
        } else {
            frame.measure(longs, n);
        }
        if (like.size() > modelBytes) {
            like.considerLike(block, run);
        }
        if (like.size() > modelBytes) {
            like.search();
        }
        return like;
    }
}
