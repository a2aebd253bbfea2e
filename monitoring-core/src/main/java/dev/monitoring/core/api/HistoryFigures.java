package dev.monitoring.core.api;

import dev.monitoring.core.series.StoreStatistics;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The history as it stands and as it may be. Immutable and thread-safe.
 *
 * @param statistics how it is doing, as of now
 * @param maxSeries how many series it may have
 * @param retention how far back samples are kept
 */
public record HistoryFigures(Supplier<StoreStatistics> statistics, long maxSeries, Duration retention) {}
