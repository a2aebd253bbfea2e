package dev.monitoring.core.store;

import dev.monitoring.core.model.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How many series each metric name has, and which names were refused more. Guarded by the store's lock, except
 * {@link #byFamily}, which anybody may call.
 */
final class Refusals {
    /** So many families are counted by name; a flood of metric names is one entry more. */
    private static final int MAX_FAMILIES = 500;

    /** What families beyond {@link #MAX_FAMILIES} are counted under. No metric name has parentheses. */
    private static final String OTHERS = "(others)";

    static final long LOG_INTERVAL_NANOS = 60_000_000_000L;

    /** Log lines about refused families in {@link #LOG_INTERVAL_NANOS}; with a flood of names, not each gets its own. */
    private static final int MAX_LINES = 20;

    private final StoreConfig config;
    private final Map<String, int[]> seriesByFamily = new HashMap<>();
    private final ConcurrentMap<String, Refused> refused = new ConcurrentHashMap<>();
    private final List<String> lines = new ArrayList<>();
    private long linesSinceNanos;
    private int linesSince;

    /** A limit to the number of series. */
    enum Ceiling {
        FAMILY {
            @Override
            String reason(StoreConfig config) {
                return "there are " + config.maxSeriesPerFamily()
                        + ", the most that monitoring.history.max-series-per-family allows; leave out the label with"
                        + " many values, or raise the limit";
            }
        },
        SERIES {
            @Override
            String reason(StoreConfig config) {
                return "there are " + config.maxSeries() + " series in all, the most that monitoring.history.max-series"
                        + " allows; switch off what is not needed, or raise the limit";
            }
        },
        BYTES {
            @Override
            String reason(StoreConfig config) {
                return "series alone, without history, take half of the " + config.maxBytes()
                        + " bytes that monitoring.history.max-memory allows; switch off what is not needed, or raise the"
                        + " limit";
            }
        };

        /** What is reached, and what to do. */
        abstract String reason(StoreConfig config);
    }

    Refusals(StoreConfig config) {
        this.config = config;
    }

    /** What is known of a family that was refused a series. */
    private static final class Refused {
        private final AtomicLong count = new AtomicLong();
        private long loggedCount;
        private long loggedNanos;
    }

    /** How many series the family has. */
    int series(String family) {
        int[] count = seriesByFamily.get(family);
        return count == null ? 0 : count[0];
    }

    void added(MemorySeries series) {
        seriesByFamily.computeIfAbsent(series.labels().metricName(), name -> new int[1])[0]++;
    }

    void removed(MemorySeries series) {
        seriesByFamily.computeIfPresent(series.labels().metricName(), (name, count) -> --count[0] == 0 ? null : count);
    }

    /**
     * Counts a refused series, and prepares a log line where its family has had none for a minute.
     *
     * @param ceiling what is reached
     */
    void refuse(Labels labels, Ceiling ceiling, long nowNanos) {
        String family = labels.metricName();
        Refused entry = refused.get(family);
        if (entry == null) {
            String key = refused.size() < MAX_FAMILIES ? family : OTHERS;
            entry = refused.computeIfAbsent(key, name -> new Refused());
        }
        long count = entry.count.incrementAndGet();
        if (entry.loggedCount == 0 || nowNanos - entry.loggedNanos >= LOG_INTERVAL_NANOS) {
            if (!mayLog(nowNanos)) {
                return;
            }
            lines.add("refused " + (count - entry.loggedCount) + " new series of "
                    + (family.isEmpty() ? "no metric name" : family) + ": " + ceiling.reason(config)
                    + "; the last was " + shortened(labels));
            entry.loggedCount = count;
            entry.loggedNanos = nowNanos;
        }
    }

    private boolean mayLog(long nowNanos) {
        if (nowNanos - linesSinceNanos >= LOG_INTERVAL_NANOS) {
            linesSinceNanos = nowNanos;
            linesSince = 0;
        }
        return linesSince++ < MAX_LINES;
    }

    private static String shortened(Labels labels) {
        String text = labels.toString();
        return text.length() <= 300 ? text : text.substring(0, 300) + "…";
    }

    /** The log lines since the last call, which the store writes once it has let go of its lock. */
    @Nullable
    List<String> takeLines() {
        if (lines.isEmpty()) {
            return null;
        }
        List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    /** Adds a line about something else than a family. */
    void say(String line) {
        lines.add(line);
    }

    /** How often each family was refused a series. */
    SortedMap<String, Long> byFamily() {
        SortedMap<String, Long> counts = new TreeMap<>();
        refused.forEach((family, entry) -> counts.put(family, entry.count.get()));
        return counts;
    }
}
