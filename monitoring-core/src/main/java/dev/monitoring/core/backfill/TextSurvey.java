package dev.monitoring.core.backfill;

/**
 * What a text of past samples holds. Immutable.
 *
 * @param samples how many samples
 * @param oldestMillis the time of the oldest, in epoch milliseconds; {@link Long#MAX_VALUE} where there is none
 * @param newestMillis the time of the newest, in epoch milliseconds; {@link Long#MIN_VALUE} where there is none
 */
public record TextSurvey(long samples, long oldestMillis, long newestMillis) {}
