package dev.monitoring.alerts.rule;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.StaleMarker;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.series.Appender.Outcome;
import dev.monitoring.core.series.SampleStore;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The series that one rule writes. A series that was written at one evaluation and not at the next ends with a stale marker.
 * Confined to the evaluation of the rule's group.
 */
public final class RecordedSeries {
    /** A value of a series, its metric name included. */
    public record Entry(Labels series, double value) {}

    /** A series written at the last evaluation. */
    private static final class Written {
        long reference;
        long timeMillis;

        Written(long reference) {
            this.reference = reference;
        }
    }

    private final SampleStore store;
    private final Map<Labels, Written> written = new HashMap<>();

    public RecordedSeries(SampleStore store) {
        this.store = store;
    }

    /**
     * Writes the values of an evaluation, and ends the series that have none.
     *
     * @return how many the history did not take
     */
    public int write(long timeMillis, List<Entry> entries) {
        if (entries.isEmpty() && written.isEmpty()) {
            return 0;
        }
        int refused = 0;
        try (Appender appender = store.append()) {
            for (Entry entry : entries) {
                Written series = written.computeIfAbsent(entry.series(), key -> new Written(appender.resolve(key)));
                series.timeMillis = timeMillis;
                refused += append(appender, entry.series(), series, timeMillis, entry.value()) ? 0 : 1;
            }
            for (Iterator<Map.Entry<Labels, Written>> all = written.entrySet().iterator(); all.hasNext(); ) {
                Written series = all.next().getValue();
                if (series.timeMillis != timeMillis) {
                    appender.append(series.reference, timeMillis, StaleMarker.VALUE);
                    all.remove();
                }
            }
        }
        return refused;
    }

    /** Goes on with the series of another, which forgets them. */
    void takeOver(RecordedSeries other) {
        written.putAll(other.written);
        other.written.clear();
    }

    /** Ends all series. */
    void end(long timeMillis) {
        write(timeMillis, List.of());
    }

    private static boolean append(Appender appender, Labels labels, Written series, long timeMillis, double value) {
        Outcome outcome = appender.append(series.reference, timeMillis, value);
        if (outcome == Outcome.UNKNOWN_SERIES) { // dropped since, or refused then
            series.reference = appender.resolve(labels);
            outcome = appender.append(series.reference, timeMillis, value);
        }
        return outcome == Outcome.ACCEPTED;
    }
}
