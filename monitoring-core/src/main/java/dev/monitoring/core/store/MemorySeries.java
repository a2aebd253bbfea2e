package dev.monitoring.core.store;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.series.SampleBuffer;
import dev.monitoring.core.series.Series;
import dev.monitoring.core.store.chunk.SampleRing;
import dev.monitoring.core.store.chunk.SealedBlock;
import java.util.Arrays;

/**
 * One series: its identity and its samples. Written under the store's lock; read by anybody at any time, under the protocol of
 * {@link SampleRing}.
 */
final class MemorySeries extends SampleRing implements Series {
    private static final long OUT_OF_STEP = Long.MAX_VALUE;

    private final Labels labels;
    private final long reference;
    private final long sequence;
    private volatile boolean retired;

    /**
     * A series without samples.
     *
     * @param reference what appenders call it
     * @param sequence how many series were created before it
     * @param values the array for the first block
     * @param limit how many samples the first block takes
     */
    MemorySeries(Labels labels, long reference, long sequence, double[] values, int limit) {
        super(values, limit);
        this.labels = labels;
        this.reference = reference;
        this.sequence = sequence;
    }

    @Override
    public Labels labels() {
        return labels;
    }

    long reference() {
        return reference;
    }

    int slot() {
        return (int) reference;
    }

    long sequence() {
        return sequence;
    }

    /** Says that the store drops the series. */
    void retire() {
        retired = true;
    }

    /** Whether the store has dropped the series. */
    boolean isRetired() {
        return retired;
    }

    /** Whether a sample may lie in the range. */
    boolean mayHave(long minMillis, long maxMillis) {
        long newest = newestMillis();
        return newest >= minMillis && (newest <= maxMillis || oldestMillis() <= maxMillis);
    }

    @Override
    public void read(long minMillis, long maxMillis, SampleBuffer into) {
        while (!tryRead(minMillis, maxMillis, into)) {
            Thread.onSpinWait();
        }
    }

    private boolean tryRead(long minMillis, long maxMillis, SampleBuffer into) {
        into.clear();
        int version = version();
        // Most reads are of the latest minutes, which the open block holds by itself.
        if (isSealed(version) || !isOpenSince(minMillis)) {
            long readUntil = readSealed(minMillis, maxMillis, into);
            if (readUntil == OUT_OF_STEP) {
                return false;
            }
            readOpen(version, Math.max(minMillis, readUntil + 1), maxMillis, into);
        } else {
            readOpen(version, minMillis, maxMillis, into);
        }
        return isGood(version);
    }

    private void readOpen(int version, long minMillis, long maxMillis, SampleBuffer into) {
        if (!isSealed(version)) {
            int at = into.size();
            into.reserve(at + CAPACITY);
            into.resize(at + copyOpen(into.timestamps(), into.values(), at, minMillis, maxMillis));
        }
    }

    /**
     * Reads from sealed blocks what lies in the range.
     *
     * @return the time of the last sealed sample, {@link #OUT_OF_STEP} where blocks were dropped and added meanwhile
     */
    private long readSealed(long minMillis, long maxMillis, SampleBuffer into) {
        int end = endNumber();
        int first = firstNumber();
        byte[][] slots = slots();
        long newest = Long.MIN_VALUE;
        int from = end;
        for (int number = end - 1; number - first >= 0; number--) {
            byte[] sealed = block(slots, number);
            if (sealed == null) {
                continue;
            }
            long until = SealedBlock.endMillis(sealed);
            newest = Math.max(newest, until);
            if (until < minMillis) {
                break; // so are all before
            }
            from = number;
        }
        long readUntil = Long.MIN_VALUE;
        for (int number = from; number - end < 0; number++) {
            byte[] sealed = block(slots, number);
            if (sealed == null) {
                continue;
            }
            long start = SealedBlock.startMillis(sealed);
            if (start <= readUntil) {
                return OUT_OF_STEP;
            }
            readUntil = SealedBlock.endMillis(sealed);
            if (start <= maxMillis && readUntil >= minMillis) {
                decode(sealed, minMillis, maxMillis, into);
            }
        }
        return newest;
    }

    private static void decode(byte[] sealed, long minMillis, long maxMillis, SampleBuffer into) {
        int at = into.size();
        int end = at + SealedBlock.count(sealed);
        into.reserve(end);
        long[] timestamps = into.timestamps();
        double[] values = into.values();
        SealedBlock.decode(sealed, timestamps, values, at);
        if (timestamps[end - 1] > maxMillis) {
            int after = Arrays.binarySearch(timestamps, at, end, maxMillis);
            end = after < 0 ? -after - 1 : after + 1;
        }
        if (at < end && timestamps[at] < minMillis) {
            int begin = Arrays.binarySearch(timestamps, at, end, minMillis);
            begin = begin < 0 ? -begin - 1 : begin;
            System.arraycopy(timestamps, begin, timestamps, at, end - begin);
            System.arraycopy(values, begin, values, at, end - begin);
            end -= begin - at;
        }
        into.resize(end);
    }
}
