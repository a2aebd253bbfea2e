package dev.monitoring.core.collect;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;

/**
 * Takes the samples of one run. Confined to the thread of that run.
 *
 * <p>Labels are the series' own; the target's {@code job}, {@code instance} and extra labels are added outside. A series
 * given twice in one run keeps its first value and is counted; a family given with two types keeps the first. Families and
 * series may come in any order.
 *
 * <p>Beyond the collector's sample limit further series are counted and not kept; the run counts as partial.
 */
public interface MetricSink {
    /**
     * The time of samples that bring none, epoch milliseconds: the tick that this run is for, or the moment of an event. Ages
     * are reckoned from it, so that they fit the time they are stored under however late the run begins.
     */
    long timestampMillis();

    /** A sample of a counter, gauge, info, state set or untyped family. */
    void add(Family family, Labels labels, double value);

    /** A sample that brings its own time, epoch milliseconds: event time, or a scraped time stamp. */
    void add(Family family, Labels labels, double value, long timestampMillis);

    /**
     * A classic histogram: a {@code _bucket} sample per bound and one for {@code +Inf}, a {@code _sum} and a {@code _count}.
     *
     * @param upperBounds ascending, without {@code +Inf}
     * @param cumulativeCounts the observations up to each bound, and all observations last: one longer than the bounds
     * @param sum the sum of all observations
     * @throws IllegalArgumentException if the lengths do not fit
     */
    void addHistogram(Family family, Labels labels, double[] upperBounds, double[] cumulativeCounts, double sum);

    /**
     * A summary: a sample per quantile, a {@code _sum} and a {@code _count}.
     *
     * @param quantiles ascending, between 0 and 1; may be empty
     * @param values the value at each quantile
     * @throws IllegalArgumentException if the lengths do not fit
     */
    void addSummary(Family family, Labels labels, double[] quantiles, double[] values, double sum, double count);

    /**
     * One sample of a family made of several, by its full name; for those who have it in that form already, as a scraper does.
     *
     * @param sampleName the family's name, or that with {@code _bucket}, {@code _sum}, {@code _count}, {@code _created}
     * @param labels with {@code le} or {@code quantile} where the sample has one
     */
    void addPart(Family family, String sampleName, Labels labels, double value);

    /** The same with its own time, epoch milliseconds. */
    void addPart(Family family, String sampleName, Labels labels, double value, long timestampMillis);

    /**
     * Says that the target gave further samples, which its settings leave out. They count as scraped and not as kept, and
     * the run is whole nevertheless.
     */
    default void leftOut(int samples) {}

    /**
     * Says that one part of the target could not be read while the rest could: a file, a statement, a section. The run
     * counts as partial; health shows the part and the reason.
     */
    void missing(String part, Throwable reason);
}
