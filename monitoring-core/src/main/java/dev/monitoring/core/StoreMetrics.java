package dev.monitoring.core;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.collect.SelfMetrics;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.series.StoreStatistics;
import dev.monitoring.core.store.RingBufferStore;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What the history says about itself. Confined to one thread at a time. */
final class StoreMetrics implements SelfMetrics.Contributor {
    private static final Family SERIES = Family.gauge("monitoring_series", "Series in the history.");
    private static final Family SAMPLES = Family.gauge("monitoring_samples", "Samples in the history.");
    private static final Family BYTES =
            Family.gauge("monitoring_history_bytes", "Heap that the history takes, by its own estimate.");
    private static final Family MAX_BYTES =
            Family.gauge("monitoring_history_max_bytes", "Heap that the history may take.");
    private static final Family OLDEST = Family.gauge(
            "monitoring_history_oldest_timestamp_seconds",
            "Time of the oldest sample in the history, in Unix seconds.");
    private static final Family CREATED =
            Family.counter("monitoring_series_created_total", "Series that entered the history.");
    private static final Family EXPIRED = Family.counter(
            "monitoring_series_expired_total",
            "Series that left the history because their samples had become too old.");
    private static final Family DROPPED = Family.counter(
            "monitoring_series_dropped_total",
            "Refusals of new series because a ceiling was reached, by metric name; see monitoring.history.max-series.");
    private static final Family SHORTENED = Family.counter(
            "monitoring_history_shortened_blocks_total",
            "Blocks of samples dropped before their time to stay below monitoring.history.max-memory.");
    private static final Family DISCARDED = Family.counter(
            "monitoring_history_discarded_samples_total",
            "Samples dropped because they lay in the future once the wall clock had come back.");
    private static final Family STEPS = Family.counter(
            "monitoring_clock_steps_total", "How often the wall clock was set, or the machine slept, by direction.");
    private static final Family OFFERED = Family.counter(
            "monitoring_samples_offered_total", "Samples offered to the history, by what became of them.");
    private static final Family BLOCKS =
            Family.gauge("monitoring_history_blocks", "Sealed blocks of samples in the history, by codec.");

    private final RingBufferStore store;
    private final Map<String, Labels> kept = new HashMap<>();

    StoreMetrics(RingBufferStore store) {
        this.store = store;
    }

    @Override
    public void contribute(MetricSink sink) {
        StoreStatistics statistics = store.statistics();
        sink.add(SERIES, Labels.EMPTY, statistics.series());
        sink.add(SAMPLES, Labels.EMPTY, statistics.samples());
        sink.add(BYTES, Labels.EMPTY, statistics.bytes());
        sink.add(MAX_BYTES, Labels.EMPTY, statistics.maxBytes());
        if (statistics.samples() > 0) {
            sink.add(OLDEST, Labels.EMPTY, statistics.oldestMillis() / 1e3);
        }
        sink.add(CREATED, Labels.EMPTY, statistics.createdSeriesTotal());
        sink.add(EXPIRED, Labels.EMPTY, statistics.expiredSeriesTotal());
        sink.add(SHORTENED, Labels.EMPTY, statistics.shortenedBlocksTotal());
        sink.add(DISCARDED, Labels.EMPTY, statistics.discardedSamplesTotal());
        sink.add(STEPS, labelled("direction", "ahead"), store.stepsAheadTotal());
        sink.add(STEPS, labelled("direction", "back"), store.stepsBackTotal());
        for (Appender.Outcome outcome : Appender.Outcome.values()) {
            sink.add(
                    OFFERED,
                    labelled("outcome", outcome.name().toLowerCase(Locale.ROOT)),
                    statistics.outcomesTotal().getOrDefault(outcome, 0L));
        }
        statistics.blocksByCodec().forEach((codec, count) -> sink.add(BLOCKS, labelled("codec", codec), count));
        store.refusedByFamily().forEach((family, count) -> sink.add(DROPPED, labelled("family", family), count));
    }

    private Labels labelled(String name, String value) {
        return kept.computeIfAbsent(name + "=" + value, unused -> Labels.of(name, value));
    }
}
