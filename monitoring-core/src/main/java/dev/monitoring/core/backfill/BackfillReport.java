package dev.monitoring.core.backfill;

import java.util.List;

/**
 * What became of a text of past samples. Immutable.
 *
 * @param samples how many samples were read
 * @param loaded how many of them the history took; those it had already count as taken
 * @param series how many series they belong to
 * @param oldestMillis the time of the oldest sample taken, in epoch milliseconds; {@link Long#MAX_VALUE} where there is none
 * @param newestMillis the time of the newest sample taken, in epoch milliseconds; {@link Long#MIN_VALUE} where there is none
 * @param losses what was read and is not in the history, one entry for each reason; empty where all is there
 */
public record BackfillReport(
        long samples, long loaded, long series, long oldestMillis, long newestMillis, List<BackfillLoss> losses) {
    public BackfillReport {
        losses = List.copyOf(losses);
    }
}
