package dev.monitoring.core.series;

import java.util.Map;

/**
 * How a store is doing: what self metrics and status pages show. Immutable. Each number is right by itself; they are read
 * one after the other while samples come in.
 *
 * @param series series there are
 * @param samples samples kept
 * @param bytes heap the store takes, by its own estimate
 * @param maxBytes heap it may take
 * @param oldestMillis the time of the oldest sample kept, or {@link Long#MAX_VALUE} where there is none
 * @param newestMillis the time of the newest sample kept, or {@link Long#MIN_VALUE} where there is none
 * @param createdSeriesTotal series created since start
 * @param expiredSeriesTotal series dropped because all their samples were older than the retention
 * @param refusedSeriesTotal times a new series was refused because a ceiling was reached
 * @param shortenedBlocksTotal blocks of samples dropped before their time to stay below {@code maxBytes}
 * @param discardedSamplesTotal samples dropped because they lay in the future once the clock had been set back
 * @param outcomesTotal samples offered to the store, by what became of them
 * @param blocksByCodec sealed blocks kept, by how they keep their values
 */
public record StoreStatistics(
        long series,
        long samples,
        long bytes,
        long maxBytes,
        long oldestMillis,
        long newestMillis,
        long createdSeriesTotal,
        long expiredSeriesTotal,
        long refusedSeriesTotal,
        long shortenedBlocksTotal,
        long discardedSamplesTotal,
        Map<Appender.Outcome, Long> outcomesTotal,
        Map<String, Long> blocksByCodec) {
    public StoreStatistics {
        outcomesTotal = Map.copyOf(outcomesTotal);
        blocksByCodec = Map.copyOf(blocksByCodec);
    }
}
