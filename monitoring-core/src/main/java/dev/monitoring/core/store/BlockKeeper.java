package dev.monitoring.core.store;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.series.SampleBuffer;
import dev.monitoring.core.store.chunk.BlockEncoder;
import dev.monitoring.core.store.chunk.SampleRing;
import dev.monitoring.core.store.chunk.SealedBlock;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Puts samples into series: seals full blocks, drops old ones, and keeps the count of bytes. Guarded by the store's lock.
 */
final class BlockKeeper {
    // Design note.
    //
    // When blocks are sealed. Sealing a block takes about a microsecond, so moving it to another thread would cost more
    // in hand-over and in open blocks kept twice than it saves. What matters is that not all series seal in the same
    // tick: they begin together when a target is first collected, and would fill their blocks together for ever. The
    // first block of each series is therefore cut short, by a different length for neighbouring slots (73 is prime to
    // 120 and spreads any run of slots evenly), and blocks are always sealed by their number of samples, never by time.
    // In steady state a tick over n series seals n / 120 of them. A block is sealed by the first sample that no longer
    // fits, not by the last that does, so the newest sample always lies raw.
    //
    // The ceiling. Beyond it the oldest blocks go first, wherever they are. A hand goes round the slots and drops
    // blocks that end before a cut; when it comes round without freeing enough, the cut moves up by a sixteenth of
    // the history there is. That is oldest-first to within a sixteenth, in a few steps a block, without a queue to
    // keep.

    private static final int MAX_SPARE = 64;
    private static final int PHASE_STRIDE = 73;
    private static final int CUTS_PER_HISTORY = 16;
    private static final int CAPACITY = SampleRing.CAPACITY;

    /** Stands for the open block of series that were dropped; as long as any, for readers who came too late. */
    private static final double[] NO_VALUES = new double[CAPACITY];

    private final SeriesTable table;
    private final StoreCounters counters;
    private final long maxBytes;
    private final BlockEncoder encoder = new BlockEncoder();
    private final ArrayDeque<double[]> spareValues = new ArrayDeque<>();
    private final ArrayDeque<int[]> spareOffsets = new ArrayDeque<>();
    private final SampleBuffer kept = new SampleBuffer();
    private @Nullable SampleRing scratch;

    private long sealedBytes;
    private long sealedBytesEver;
    private long sealedBlocksEver;
    private long openBytes;
    private long seriesBytes;
    private long oldestKeptMillis = Long.MIN_VALUE;

    private int hand;
    private long cutMillis = Long.MIN_VALUE;
    private long oldestSeenMillis = Long.MAX_VALUE;
    private long newestSeenMillis = Long.MIN_VALUE;

    BlockKeeper(SeriesTable table, StoreCounters counters, long maxBytes) {
        this.table = table;
        this.counters = counters;
        this.maxBytes = maxBytes;
    }

    /** Bytes of sealed blocks. */
    long sealedBytes() {
        return sealedBytes;
    }

    /** Bytes of sealed blocks, those included that were dropped. */
    long sealedBytesEver() {
        return sealedBytesEver;
    }

    /** The number of sealed blocks, those included that were dropped. */
    long sealedBlocksEver() {
        return sealedBlocksEver;
    }

    /** Bytes of series without sealed blocks and without what the index holds of them. */
    long fixedBytes() {
        return openBytes + seriesBytes;
    }

    /** Whole blocks older than this go when their series seals the next. */
    void keepFrom(long oldestMillis) {
        oldestKeptMillis = oldestMillis;
    }

    /** A new series, not in the table yet. */
    MemorySeries create(Labels labels, long reference, long sequence) {
        int limit = 1 + (int) (reference % CAPACITY * PHASE_STRIDE % CAPACITY);
        MemorySeries series = new MemorySeries(labels, reference, sequence, takeValues(), limit);
        seriesBytes += Footprint.series(labels, series.length());
        openBytes += Footprint.open(series);
        return series;
    }

    /** Takes everything from a series that is dropped. */
    void retire(MemorySeries series) {
        series.retire();
        seriesBytes -= Footprint.series(series.labels(), series.length());
        openBytes -= Footprint.open(series);
        counters.add(StoreCounters.SAMPLES, -series.openCount());
        while (series.blocks() > 0) {
            dropOldest(series);
        }
        giveArrays(series);
        series.beginBlock(NO_VALUES, null, 0, 0);
    }

    /** Adds a sample, later than all the series has. */
    void append(MemorySeries series, long timestampMillis, double value) {
        SampleRing.Result result = series.add(timestampMillis, value);
        while (result != SampleRing.Result.ADDED) {
            makeWay(series, result);
            result = series.add(timestampMillis, value);
        }
    }

    private void makeWay(MemorySeries series, SampleRing.Result result) {
        if (result == SampleRing.Result.FULL) {
            seal(series);
        } else {
            openBytes -= Footprint.open(series);
            series.noteTimes(takeOffsets());
            openBytes += Footprint.open(series);
        }
    }

    private void seal(MemorySeries series) {
        // First, because old blocks have left every cache: they are fetched together with the one that is the model,
        // and while the new one is compressed, instead of one after the other.
        dropOlderThan(series, oldestKeptMillis);
        push(series, encoder.seal(series));
        beginBlock(series, encoder.endedRegular());
    }

    private void push(MemorySeries series, byte[] block) {
        seriesBytes -= Footprint.ring(series.length());
        series.push(block);
        seriesBytes += Footprint.ring(series.length());
        sealedBytes += Footprint.sealed(block);
        sealedBytesEver += Footprint.sealed(block);
        sealedBlocksEver++;
        counters.add(StoreCounters.blocks(SealedBlock.codec(block)), 1);
    }

    private void beginBlock(MemorySeries series, boolean regular) {
        openBytes -= Footprint.open(series);
        int[] before = series.openOffsets();
        int[] offsets = regular ? null : before != null ? before : takeOffsets();
        series.beginBlock(series.openValues(), offsets, CAPACITY, series.stepMillis());
        if (before != null && regular) {
            giveOffsets(before);
        }
        openBytes += Footprint.open(series);
    }

    /** Drops all sealed blocks that end before {@code minMillis}. */
    void dropOlderThan(MemorySeries series, long minMillis) {
        while (series.oldestEndMillis() < minMillis) {
            dropOldest(series);
        }
    }

    private void dropOldest(MemorySeries series) {
        uncount(series.dropOldest());
    }

    private void uncount(byte[] block) {
        sealedBytes -= Footprint.sealed(block);
        counters.add(StoreCounters.blocks(SealedBlock.codec(block)), -1);
        counters.add(StoreCounters.SAMPLES, -SealedBlock.count(block));
    }

    /**
     * Drops the samples later than {@code maxMillis}. The clock was set back since they were taken, and until it has caught
     * up they would keep out every sample of the present.
     */
    void discardAfter(MemorySeries series, long maxMillis) {
        int wholes = series.blocks();
        while (wholes > 0 && SealedBlock.endMillis(series.block(wholes - 1)) > maxMillis) {
            wholes--;
        }
        long sealedMillis = wholes == 0 ? Long.MIN_VALUE : SealedBlock.endMillis(series.block(wholes - 1)) + 1;
        series.read(sealedMillis, maxMillis, kept);
        long before = counters.get(StoreCounters.SAMPLES);
        counters.add(StoreCounters.SAMPLES, kept.size() - series.openCount());
        while (series.blocks() > wholes) {
            uncount(series.dropNewest());
        }
        if (kept.size() > 0) {
            push(series, sealKept());
        }
        beginBlock(series, true);
        counters.add(StoreCounters.DISCARDED, before - counters.get(StoreCounters.SAMPLES));
    }

    private byte[] sealKept() {
        if (scratch == null) {
            scratch = new SampleRing(new double[CAPACITY], CAPACITY) {};
            scratch.noteTimes(new int[CAPACITY]);
        }
        scratch.beginBlock(scratch.openValues(), scratch.openOffsets(), CAPACITY, 0);
        for (int i = 0; i < kept.size(); i++) {
            scratch.add(kept.timestamps()[i], kept.values()[i]);
        }
        return encoder.seal(scratch);
    }

    /**
     * Drops the oldest blocks until the store takes at most its ceiling.
     *
     * @param indexBytes what the index takes
     */
    void makeRoom(long indexBytes) {
        int idle = 0;
        while (fixedBytes() + sealedBytes + indexBytes > maxBytes && sealedBytes > 0) {
            if (hand >= table.capacity()) {
                hand = 0;
                if (idle >= table.capacity()) {
                    raiseCut();
                    idle = 0;
                }
            }
            MemorySeries series = table.get(hand);
            if (series != null && dropBeforeCut(series)) {
                idle = 0;
            } else {
                idle++;
                hand++;
            }
        }
    }

    private boolean dropBeforeCut(MemorySeries series) {
        if (series.blocks() == 0) {
            return false;
        }
        long end = series.oldestEndMillis();
        if (end > cutMillis) {
            oldestSeenMillis = Math.min(oldestSeenMillis, end);
            newestSeenMillis = Math.max(newestSeenMillis, series.newestMillis());
            return false;
        }
        dropOldest(series);
        counters.add(StoreCounters.SHORTENED, 1);
        return true;
    }

    private void raiseCut() {
        cutMillis = oldestSeenMillis + (newestSeenMillis - oldestSeenMillis) / CUTS_PER_HISTORY;
        oldestSeenMillis = Long.MAX_VALUE;
        newestSeenMillis = Long.MIN_VALUE;
    }

    private double[] takeValues() {
        double[] spare = spareValues.pollLast();
        return spare != null ? spare : new double[CAPACITY];
    }

    private int[] takeOffsets() {
        int[] spare = spareOffsets.pollLast();
        return spare != null ? spare : new int[CAPACITY];
    }

    /** Keeps the arrays of a dropped series for another; the dropped one gets other ones before they are used again. */
    private void giveArrays(MemorySeries series) {
        if (spareValues.size() < MAX_SPARE) {
            spareValues.addLast(series.openValues());
        }
        int[] offsets = series.openOffsets();
        if (offsets != null) {
            giveOffsets(offsets);
        }
    }

    private void giveOffsets(int[] offsets) {
        if (spareOffsets.size() < MAX_SPARE) {
            spareOffsets.addLast(offsets);
        }
    }
}
