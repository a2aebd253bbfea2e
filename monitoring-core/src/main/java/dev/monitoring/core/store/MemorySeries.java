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
        int end = endNumber();
        int first = firstNumber();
        byte[][] slots = slots();
        long sealedUntil = Long.MIN_VALUE;
        for (int number = first; number - end < 0; number++) {
            byte[] sealed = block(slots, number);
            if (sealed == null) {
                continue;
            }
            long start = SealedBlock.startMillis(sealed);
            if (start <= sealedUntil) {
                return false;
            }
            sealedUntil = SealedBlock.endMillis(sealed);
            if (sealedUntil >= minMillis && start <= maxMillis) {
                decode(sealed, minMillis, maxMillis, into);
            }
        }
        if (!isSealed(version)) {
            int at = into.size();
            into.reserve(at + CAPACITY);
            long openMillis = sealedUntil < minMillis ? minMillis : sealedUntil + 1;
            into.resize(at + copyOpen(into.timestamps(), into.values(), at, openMillis, maxMillis));
        }
        return isGood(version);
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
