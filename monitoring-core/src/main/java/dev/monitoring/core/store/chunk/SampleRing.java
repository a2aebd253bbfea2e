package dev.monitoring.core.store.chunk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The samples of one series: a ring of sealed blocks, and the open block with the newest samples as they are. One writer; any
 * number of readers at the same time. Made to be extended by what knows whose samples they are, so that both are one object.
 */
public abstract class SampleRing {
    // Design note.
    //
    // The open block. At most CAPACITY values, densely; and their times. While there is a sample at each tick of a
    // grid, times need nothing but the first and the step. From the first missing tick on, a bit for each of 128
    // ticks says which have a sample; so no value has to stand for "absent". A sample off the grid, or beyond the 128
    // ticks, makes the writer note all times as offsets from the first. In that order: each form leaves the fields of
    // the ones before as they are, so that a reader who came with an earlier form still reads right.
    //
    // The ring. Sealed blocks have running numbers; first is the oldest kept, end is one beyond the newest, and block n
    // lies in slot n modulo the ring's length, a power of two. A full ring is replaced by a longer one. Blocks never
    // change.
    //
    // Readers and adding. The writer stores the value, what its time needs, and then the count with release; a reader
    // loads the count with acquire first, and looks at no sample beyond it. Later ticks in the bits do no harm, for
    // bits are taken from the lowest on.
    //
    // Readers and sealing. The next open block takes the arrays of the one before, so adding allocates nothing but
    // compressed bytes, and a series stays where it is in memory. The writer pushes the sealed block; makes the
    // version odd; begins anew; makes the version even; only then is the first value overwritten. A reader begins with
    // the version. Where it is odd, everything added so far is in sealed blocks, and the open block is left alone:
    // nobody waits for the writer, wherever it was interrupted. Where it is even, the reader throws away what it read
    // if the version is another at the end, and begins again; that takes a block filled in between, so it happens once
    // for many samples at most. Until it has checked, a reader may see any mixture of two blocks; it must not loop or
    // fail on it. A reader may find samples both in a sealed block and in the open one; it takes only later ones from
    // the open block.
    //
    // Readers and dropping. Dropping the oldest moves first on, then empties the slot; a reader that comes upon an
    // empty slot leaves that block out. A slot in use again holds a block too new for its place: times do not ascend
    // then, and the reader begins again.

    /** How many samples a block holds: ten minutes at five seconds. */
    public static final int CAPACITY = 120;

    /** Enough for 60 minutes at 5 seconds: six blocks and a part of one. */
    public static final int INITIAL_LENGTH = 8;

    /** How many ticks, from the first on, the bits tell apart. */
    private static final int TICKS = 2 * Long.SIZE;

    /** What became of a sample. */
    public enum Result {
        /** The sample is in the open block. */
        ADDED,
        /** The open block has all the samples it may hold: seal it. */
        FULL,
        /** The open block cannot tell the sample's time: {@link #noteTimes} first. */
        OFF_GRID
    }

    private static final VarHandle VERSION;
    private static final VarHandle COUNT;
    private static final VarHandle OFFSETS;
    private static final VarHandle GAPLESS;
    private static final VarHandle LOW_TICKS;
    private static final VarHandle HIGH_TICKS;
    private static final VarHandle NEWEST;
    private static final VarHandle RING;
    private static final VarHandle FIRST;
    private static final VarHandle END;
    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(byte[][].class);

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            VERSION = lookup.findVarHandle(SampleRing.class, "version", int.class);
            COUNT = lookup.findVarHandle(SampleRing.class, "count", int.class);
            OFFSETS = lookup.findVarHandle(SampleRing.class, "offsets", int[].class);
            GAPLESS = lookup.findVarHandle(SampleRing.class, "gapless", boolean.class);
            LOW_TICKS = lookup.findVarHandle(SampleRing.class, "lowTicks", long.class);
            HIGH_TICKS = lookup.findVarHandle(SampleRing.class, "highTicks", long.class);
            NEWEST = lookup.findVarHandle(SampleRing.class, "newestMillis", long.class);
            RING = lookup.findVarHandle(SampleRing.class, "ring", byte[][].class);
            FIRST = lookup.findVarHandle(SampleRing.class, "first", int.class);
            END = lookup.findVarHandle(SampleRing.class, "end", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    // Adding the next sample of a grid touches newestMillis to limit, and values. The virtual machine lays fields out
    // by size and then in this order, so these lie next to each other in one or two lines of cache: with thousands of
    // series, all of a series has left the near cache when its next sample comes.

    private int version;
    private long startMillis;
    private long lowTicks;
    private long highTicks;

    /** When the oldest sealed block ends, {@link Long#MAX_VALUE} where there is none; of the writer only. */
    private long oldestEndMillis = Long.MAX_VALUE;

    private long newestMillis = Long.MIN_VALUE;

    /** How much later the next sample will be, if the block stays as it is; 0 where that makes nothing easier. */
    private int usualMillis;

    private int count;
    private int limit;
    private int stepMillis;
    private int first;
    private int end;
    private boolean gapless = true;
    private double[] values;
    private int @Nullable [] offsets;
    private byte[][] ring = new byte[INITIAL_LENGTH][];

    /**
     * A ring without samples.
     *
     * @param values the array for the first block, {@value #CAPACITY} long
     * @param limit how many samples the first block takes
     */
    protected SampleRing(double[] values, int limit) {
        this.values = values;
        this.limit = limit;
    }

    // What the writer does.

    /**
     * Adds the sample of the next tick of a grid without gaps, the usual case; does nothing and says no in all others. Whoever
     * hears yes knows that the sample is later than all before.
     */
    public final boolean addNext(long timestampMillis, double value) {
        int index = count;
        if (timestampMillis - newestMillis != usualMillis || usualMillis == 0 || index == 0 || index == limit) {
            return false;
        }
        values[index] = value;
        NEWEST.setOpaque(this, timestampMillis);
        COUNT.setRelease(this, index + 1);
        return true;
    }

    /** Adds a sample, later than all before. */
    public final Result add(long timestampMillis, double value) {
        int index = count;
        Result result = addTime(index, timestampMillis);
        if (result != Result.ADDED) {
            return result;
        }
        values[index] = value;
        NEWEST.setOpaque(this, timestampMillis);
        COUNT.setRelease(this, index + 1);
        return Result.ADDED;
    }

    private Result addTime(int index, long timestampMillis) {
        if (index == limit) {
            return Result.FULL;
        }
        if (index == 0) {
            startMillis = timestampMillis;
            if (offsets != null) {
                offsets[0] = 0;
            }
            return Result.ADDED;
        }
        long offset = timestampMillis - startMillis;
        if (offset > Integer.MAX_VALUE) {
            return Result.FULL;
        }
        if (offsets != null) {
            offsets[index] = (int) offset;
            return Result.ADDED;
        }
        return addTick(index, (int) offset);
    }

    private Result addTick(int index, int offset) {
        if (index == 1 && (stepMillis == 0 || offset % stepMillis != 0 || offset / stepMillis >= TICKS)) {
            stepMillis = offset;
            usualMillis = offset;
        }
        int tick = offset / stepMillis;
        if (tick >= TICKS || tick * stepMillis != offset) {
            return Result.OFF_GRID;
        }
        if (gapless && tick == index) {
            return Result.ADDED;
        }
        usualMillis = 0;
        long low = gapless ? ones(index) : lowTicks;
        long high = gapless ? ones(index - Long.SIZE) : highTicks;
        LOW_TICKS.setOpaque(this, tick < Long.SIZE ? low | 1L << tick : low);
        HIGH_TICKS.setOpaque(this, tick < Long.SIZE ? high : high | 1L << tick);
        GAPLESS.setRelease(this, false);
        return Result.ADDED;
    }

    private static long ones(int bits) {
        return bits <= 0 ? 0 : bits >= Long.SIZE ? -1L : (1L << bits) - 1;
    }

    /**
     * Notes the time of each sample in the open block from now on, as a block off the grid needs.
     *
     * @param newOffsets the array to note them in, {@value #CAPACITY} long
     */
    public final void noteTimes(int[] newOffsets) {
        long[] timestamps = new long[CAPACITY];
        writeTimes(timestamps, 0, count);
        for (int i = 0; i < count; i++) {
            newOffsets[i] = (int) (timestamps[i] - startMillis);
        }
        usualMillis = 0;
        OFFSETS.setRelease(this, newOffsets);
    }

    /** Appends a sealed block, later than all before; what of the open block is not later is in it. */
    public final void push(byte[] block) {
        if (end - first == ring.length) {
            byte[][] longer = new byte[2 * ring.length][];
            for (int number = first; number != end; number++) {
                longer[number & longer.length - 1] = ring[number & ring.length - 1];
            }
            RING.setRelease(this, longer);
        }
        SLOTS.setRelease(ring, end & ring.length - 1, block);
        END.setRelease(this, end + 1);
        if (end - first == 1) {
            oldestEndMillis = SealedBlock.endMillis(block);
        }
    }

    /**
     * Begins the next open block, once everything of this one that is to be kept is sealed. Arrays of the one before that
     * are not given again are free for another use.
     *
     * @param newValues the array for values
     * @param newOffsets the array for times, null for a block on a grid
     * @param newLimit how many samples it shall take
     * @param newStepMillis the likely step of the grid, 0 where nothing is known
     */
    public final void beginBlock(double[] newValues, int @Nullable [] newOffsets, int newLimit, int newStepMillis) {
        VERSION.setRelease(this, version + 1);
        VarHandle.storeStoreFence();
        values = newValues;
        offsets = newOffsets;
        gapless = newOffsets == null;
        limit = newLimit;
        stepMillis = newStepMillis;
        usualMillis = newOffsets == null ? newStepMillis : 0;
        count = 0;
        VERSION.setRelease(this, version + 1);
        if (newestMillis > Long.MIN_VALUE) {
            NEWEST.setOpaque(this, blocks() == 0 ? Long.MIN_VALUE : SealedBlock.endMillis(block(blocks() - 1)));
        }
    }

    /** Drops the oldest sealed block, of which there is one, and gives it back. */
    public final byte[] dropOldest() {
        int slot = first & ring.length - 1;
        byte[] dropped = ring[slot];
        FIRST.setRelease(this, first + 1);
        SLOTS.setRelease(ring, slot, null);
        oldestEndMillis = first == end ? Long.MAX_VALUE : SealedBlock.endMillis(block(0));
        return dropped;
    }

    /** Drops the newest sealed block, of which there is one, and gives it back. */
    public final byte[] dropNewest() {
        int slot = end - 1 & ring.length - 1;
        byte[] dropped = ring[slot];
        SLOTS.setRelease(ring, slot, null);
        END.setRelease(this, end - 1);
        oldestEndMillis = first == end ? Long.MAX_VALUE : oldestEndMillis;
        return dropped;
    }

    /**
     * When the oldest sealed block ends, {@link Long#MAX_VALUE} where there is none. Without a look at the block, which after
     * all the time of retention is far from any cache.
     */
    public final long oldestEndMillis() {
        return oldestEndMillis;
    }

    /** How many sealed blocks there are. */
    public final int blocks() {
        return end - first;
    }

    /** A sealed block by its age, 0 the oldest. */
    public final byte[] block(int index) {
        return ring[first + index & ring.length - 1];
    }

    /** How many sealed blocks there is room for. */
    public final int length() {
        return ring.length;
    }

    /** The number of samples in the open block. */
    public final int openCount() {
        return count;
    }

    /** The values of the open block; valid up to {@link #openCount}. */
    public final double[] openValues() {
        return values;
    }

    /** The array of times of the open block, null where it is on a grid. */
    public final int @Nullable [] openOffsets() {
        return offsets;
    }

    /** The value of the newest sample, of which there is one: in the open block, or in a sealed one after a discard. */
    public final double newestValue() {
        return count > 0 ? values[count - 1] : SealedBlock.lastValue(block(blocks() - 1));
    }

    /** The time of the first sample in the open block. */
    final long openStartMillis() {
        return startMillis;
    }

    /** The step of the grid, 0 where there is none, or none yet. */
    public final int stepMillis() {
        return offsets == null ? stepMillis : 0;
    }

    /** Whether there is a sample at each tick from the first to the last in the open block. */
    final boolean isGapless() {
        return gapless && offsets == null;
    }

    /** Writes the times of the first {@code n} samples in the open block. */
    final void writeTimes(long[] timestamps, int at, int n) {
        int[] noted = (int[]) OFFSETS.getAcquire(this);
        boolean everyTick = (boolean) GAPLESS.getAcquire(this);
        long start = startMillis;
        long step = stepMillis;
        int i = 0;
        if (noted != null) {
            for (; i < n; i++) {
                timestamps[at + i] = start + noted[i];
            }
        } else if (everyTick) {
            for (; i < n; i++) {
                timestamps[at + i] = start + i * step;
            }
        } else {
            for (long bits = (long) LOW_TICKS.getOpaque(this); bits != 0 && i < n; bits &= bits - 1) {
                timestamps[at + i++] = start + Long.numberOfTrailingZeros(bits) * step;
            }
            for (long bits = (long) HIGH_TICKS.getOpaque(this); bits != 0 && i < n; bits &= bits - 1) {
                timestamps[at + i++] = start + (Long.SIZE + Long.numberOfTrailingZeros(bits)) * step;
            }
            // Samples are left only for a reader that sees a mixture of two blocks; it will throw them away.
            Arrays.fill(timestamps, at + i, at + n, start);
        }
    }

    // What readers do.

    /** What to begin with; odd where the open block is in sealed blocks wholly. */
    protected final int version() {
        return (int) VERSION.getAcquire(this);
    }

    /** Whether what was read since {@link #version} gave {@code since} is good. */
    protected final boolean isGood(int since) {
        VarHandle.loadLoadFence();
        int now = (int) VERSION.getOpaque(this);
        // After an odd one, the next open block does not matter; but another sealed one does, for old ones may have
        // gone.
        return now == since || isSealed(since) && now == since + 1;
    }

    /** Whether the open block is to be left alone. */
    protected static boolean isSealed(int version) {
        return (version & 1) != 0;
    }

    /** The number of the oldest sealed block; ask after {@link #endNumber}. */
    protected final int firstNumber() {
        return (int) FIRST.getAcquire(this);
    }

    /** One beyond the number of the newest sealed block; ask after {@link #version}. */
    protected final int endNumber() {
        return (int) END.getAcquire(this);
    }

    /** Sealed blocks by number; ask after {@link #firstNumber}. */
    protected final byte[][] slots() {
        return (byte[][]) RING.getAcquire(this);
    }

    /** The sealed block with a number, null where it was dropped; where the slot is in use again, a later one. */
    protected static byte @Nullable [] block(byte[][] slots, int number) {
        return (byte[]) SLOTS.getAcquire(slots, number & slots.length - 1);
    }

    /**
     * Copies samples of the open block with {@code minMillis <= time <= maxMillis}.
     *
     * @param timestamps receives the times
     * @param samples receives the values
     * @param at where to begin in both, which have room for {@value #CAPACITY} entries from there on
     * @return how many were copied
     */
    protected final int copyOpen(long[] timestamps, double[] samples, int at, long minMillis, long maxMillis) {
        int n = (int) COUNT.getAcquire(this);
        if (OFFSETS.getAcquire(this) == null && (boolean) GAPLESS.getAcquire(this)) {
            return copyTicks(timestamps, samples, at, n, minMillis, maxMillis);
        }
        writeTimes(timestamps, at, n);
        int from = 0;
        while (from < n && timestamps[at + from] < minMillis) {
            from++;
        }
        int to = n;
        while (to > from && timestamps[at + to - 1] > maxMillis) {
            to--;
        }
        if (from > 0) {
            System.arraycopy(timestamps, at + from, timestamps, at, to - from);
        }
        System.arraycopy(values, from, samples, at, to - from);
        return to - from;
    }

    /** The same for a grid without gaps, where reckoning says which samples are meant. */
    private int copyTicks(long[] timestamps, double[] samples, int at, int n, long minMillis, long maxMillis) {
        long start = startMillis;
        long step = Math.max(1, stepMillis); // 0 while there is one sample at most
        long end = start + (n - 1) * step;
        if (n == 0 || maxMillis < start || minMillis > end) {
            return 0;
        }
        long from = minMillis <= start ? 0 : (minMillis - start - 1) / step + 1;
        long last = maxMillis >= end ? n - 1 : (maxMillis - start) / step;
        if (last < from) {
            return 0;
        }
        int size = (int) (last - from) + 1;
        long time = start + from * step;
        for (int i = 0; i < size; i++, time += step) {
            timestamps[at + i] = time;
        }
        System.arraycopy(values, (int) from, samples, at, size);
        return size;
    }

    /** Whether the open block has samples, and every sample from a time on. Good under the same conditions as what is copied. */
    protected final boolean isOpenSince(long timeMillis) {
        return (int) COUNT.getAcquire(this) > 0 && startMillis <= timeMillis;
    }

    /** The time of the newest sample, {@link Long#MIN_VALUE} where there is none. */
    public final long newestMillis() {
        return (long) NEWEST.getOpaque(this);
    }

    /** The time of the oldest sample, {@link Long#MAX_VALUE} where there is none. */
    public final long oldestMillis() {
        while (true) {
            int since = version();
            int to = endNumber();
            int from = firstNumber();
            byte[][] slots = slots();
            for (int number = from; number - to < 0; number++) {
                byte[] sealed = block(slots, number);
                if (sealed != null && number - firstNumber() >= 0) {
                    return SealedBlock.startMillis(sealed);
                }
            }
            long oldest = isSealed(since) || (int) COUNT.getAcquire(this) == 0 ? Long.MAX_VALUE : startMillis;
            if (isGood(since)) {
                return oldest;
            }
        }
    }
}
