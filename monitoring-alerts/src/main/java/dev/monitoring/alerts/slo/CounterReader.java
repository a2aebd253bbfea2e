package dev.monitoring.alerts.slo;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.StaleMarker;
import dev.monitoring.core.series.Queryable;
import dev.monitoring.core.series.SampleBuffer;
import dev.monitoring.core.series.Series;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How much counters have grown since they were read last. Confined to its objective.
 *
 * <p>Every sample is read once. What a counter has grown by is the difference to its sample before, or the whole value where
 * that is less, because then it began anew: as {@code increase} of PromQL reckons before it extrapolates. The first sample of a
 * counter is where it starts from, and counts nothing. Growth belongs to the moment of the later sample.
 */
final class CounterReader {
    /** How far back a sample may lie for its counter to be there. */
    static final long LOOKBACK_MILLIS = 300_000;

    /** As long as samples are usually kept. */
    private static final long FORGOTTEN_MILLIS = 3_600_000;

    /** Entries of a hash map, and what they hold, without the labels, which the history has, too. */
    private static final int COUNTER_BYTES = 88;

    private static final int MAX_COUNTERS = 20_000;

    /** Hears of growth. */
    @FunctionalInterface
    interface Growth {
        void grown(Labels counter, long timeMillis, double by);
    }

    private static final class Counter {
        long timeMillis;
        double value;
        boolean hasValue;
        boolean ended;
    }

    private final Queryable history;
    private final CounterSelector selector;
    private final Map<Labels, Counter> counters = new HashMap<>();
    private final SampleBuffer buffer = new SampleBuffer();
    private long ignored;
    private long tidiedMillis = Long.MIN_VALUE;

    CounterReader(Queryable history, CounterSelector selector) {
        this.history = history;
        this.selector = selector;
    }

    /** Reads all samples up to a moment that were not read before; at the first time, finds where counters stand. */
    void read(boolean first, long nowMillis, Growth growth) {
        ignored = 0;
        for (Series series : history.select(selector.matchers(), nowMillis - LOOKBACK_MILLIS, nowMillis)) {
            Counter counter = counters.get(series.labels());
            if (counter == null) {
                if (counters.size() == MAX_COUNTERS) {
                    ignored++;
                    continue;
                }
                counter = new Counter();
                counter.timeMillis = nowMillis - LOOKBACK_MILLIS - 1;
                counters.put(series.labels(), counter);
            }
            series.read(counter.timeMillis + 1, nowMillis, buffer);
            for (int i = 0; i < buffer.size(); i++) {
                take(series.labels(), counter, buffer.timestamps()[i], buffer.values()[i], first ? null : growth);
            }
        }
        if (nowMillis - FORGOTTEN_MILLIS > tidiedMillis) {
            tidiedMillis = nowMillis;
            counters.values().removeIf(counter -> counter.timeMillis < nowMillis - FORGOTTEN_MILLIS);
        }
    }

    private static void take(Labels labels, Counter counter, long timeMillis, double value, @Nullable Growth growth) {
        counter.timeMillis = timeMillis;
        counter.ended = StaleMarker.is(value);
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return;
        }
        if (counter.hasValue && growth != null) {
            double by = value < counter.value ? value : value - counter.value;
            if (by > 0) {
                growth.grown(labels, timeMillis, by);
            }
        }
        counter.hasValue = true;
        counter.value = value;
    }

    /** Hands over the counters that are there at a moment. */
    void forEachAlive(long nowMillis, Consumer<Labels> action) {
        counters.forEach((labels, counter) -> {
            if (counter.hasValue && !counter.ended && counter.timeMillis > nowMillis - LOOKBACK_MILLIS) {
                action.accept(labels);
            }
        });
    }

    /** Whether any counter was found lately. */
    boolean isEmpty() {
        return counters.isEmpty();
    }

    /** How many counters were beyond the limit at the last reading. */
    long ignored() {
        return ignored;
    }

    void shift(long millis) {
        counters.values().forEach(counter -> counter.timeMillis += millis);
        tidiedMillis = Long.MIN_VALUE;
    }

    long bytes() {
        return (long) counters.size() * COUNTER_BYTES;
    }
}
