package dev.monitoring.alerts.slo;

import java.time.Duration;
import java.util.List;

/**
 * What is counted as good and bad: the service level indicator. Immutable.
 *
 * <p>Where counters tell of events, events are counted. Where there is only a state to look at, time is: each second between
 * two looks is an event.
 */
public sealed interface Indicator permits EventIndicator, FreshnessIndicator, RatioIndicator {
    /** What kind it is, in a word. */
    String kind();

    /** What is counted, in the words of PromQL. */
    String description();

    /** Whether events are counted, and not seconds. */
    boolean countsEvents();

    /** Whether the part of the events that is counted beside all of them is the good one. */
    boolean partIsGood();

    /** Counts bad events among all.
     *
     * @throws IllegalArgumentException if one of them is no plain selector of counters
     * @throws dev.monitoring.core.query.value.QueryException if one of them is not PromQL
     */
    static Indicator bad(String bad, String total) {
        return new EventIndicator("events", CounterSelector.parse(bad), CounterSelector.parse(total), false);
    }

    /** Counts good events among all; see {@link #bad}. */
    static Indicator good(String good, String total) {
        return new EventIndicator("events", CounterSelector.parse(good), CounterSelector.parse(total), true);
    }

    /**
     * Counts requests that take no longer than a bound of a histogram's buckets.
     *
     * @param histogram the histogram in seconds, without {@code _bucket}
     * @param within one of its bounds
     * @throws IllegalArgumentException if the histogram is no plain selector with a name
     * @throws dev.monitoring.core.query.value.QueryException if it is not PromQL
     */
    static Indicator latency(String histogram, Duration within) {
        CounterSelector named = EventIndicator.histogram(histogram);
        return new EventIndicator(
                "latency",
                named.counting("_bucket", List.of(CounterSelector.atMost(within))),
                named.counting("_count", List.of()),
                true);
    }

    /** Counts seconds in which a time stamp, in seconds since 1970, is no older than {@code within}. */
    static Indicator freshness(String timestamp, Duration within) {
        return new FreshnessIndicator(CounterSelector.parse(timestamp), within);
    }

    /** Takes for each second the share of bad that an expression yields, from 0 to 1. */
    static Indicator badRatio(String expression) {
        return RatioIndicator.of(expression, false);
    }

    /** Takes for each second the share of good that an expression yields, from 0 to 1. */
    static Indicator goodRatio(String expression) {
        return RatioIndicator.of(expression, true);
    }
}
