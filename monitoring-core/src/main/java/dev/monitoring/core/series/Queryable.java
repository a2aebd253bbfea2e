package dev.monitoring.core.series;

import dev.monitoring.core.model.Matcher;
import java.util.List;

/**
 * What readers see of stored series. Thread-safe; readers never block writers.
 *
 * <p>Times are epoch milliseconds, ranges closed on both ends. An implementation may return a series whose samples all lie
 * outside the range, but never leaves out one that has a sample inside.
 */
public interface Queryable {
    /**
     * The series that fit all matchers and may have samples in the range, in ascending order of their labels. With an empty
     * list of matchers: every series.
     */
    List<Series> select(List<Matcher> matchers, long minMillis, long maxMillis);

    /** The label names of the series that {@link #select} gives, ascending, without duplicates. */
    List<String> labelNames(List<Matcher> matchers, long minMillis, long maxMillis);

    /** The values of label {@code name} on the series that {@link #select} gives, ascending, without duplicates. */
    List<String> labelValues(String name, List<Matcher> matchers, long minMillis, long maxMillis);
}
