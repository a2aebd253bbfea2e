package dev.monitoring.core.store;

import java.util.ArrayList;
import java.util.List;

/**
 * Goes round the slots, a few at the end of each batch, and finds what is older than the retention. Guarded by the store's
 * lock.
 */
final class Sweeper {
    /** Once round in this part of the retention; so much longer than the retention may a series stay. */
    private static final int ROUNDS_PER_RETENTION = 8;

    /** And once round in this time where retention is long. */
    private static final long MAX_ROUND_NANOS = 300_000_000_000L;

    /** At most so many slots at once, about 50 µs. */
    private static final int MAX_SLOTS = 4_096;

    private final SeriesTable table;
    private final BlockKeeper keeper;
    private final long retentionMillis;
    private final long roundNanos;

    private int hand;
    private long sweptNanos;
    private long emptyBefore;
    private long markSequence;
    private long markMillis;

    Sweeper(SeriesTable table, BlockKeeper keeper, long retentionMillis, long nowMillis, long nowNanos) {
        this.table = table;
        this.keeper = keeper;
        this.retentionMillis = retentionMillis;
        this.roundNanos = Math.min(MAX_ROUND_NANOS, retentionMillis * 1_000_000 / ROUNDS_PER_RETENTION);
        this.sweptNanos = nowNanos;
        this.markMillis = nowMillis;
    }

    /**
     * Drops old blocks in the next slots.
     *
     * @param nextSequence the number of the next series to be created
     * @return series without a sample in the retention, for the store to drop
     */
    List<MemorySeries> sweep(long nowMillis, long nowNanos, long nextSequence) {
        if (nowMillis - markMillis >= retentionMillis || nowMillis < markMillis) {
            emptyBefore = markSequence;
            markSequence = nextSequence;
            markMillis = nowMillis;
        }
        long elapsedNanos = nowNanos - sweptNanos;
        long due = elapsedNanos >= roundNanos
                ? table.capacity()
                : (long) (elapsedNanos / (double) roundNanos * table.capacity());
        if (due == 0) {
            return List.of();
        }
        sweptNanos = nowNanos;
        List<MemorySeries> expired = List.of();
        for (int i = 0; i < Math.min(due, MAX_SLOTS); i++) {
            hand = hand < table.capacity() ? hand : 0;
            MemorySeries series = table.get(hand++);
            if (series != null && isExpired(series, nowMillis - retentionMillis)) {
                expired = expired.isEmpty() ? new ArrayList<>() : expired;
                expired.add(series);
            }
        }
        return expired;
    }

    private boolean isExpired(MemorySeries series, long minMillis) {
        if (series.newestMillis() == Long.MIN_VALUE) {
            // Resolved and not yet written to: it may wait for a whole retention.
            return series.sequence() < emptyBefore;
        }
        keeper.dropOlderThan(series, minMillis);
        return series.newestMillis() < minMillis;
    }
}
