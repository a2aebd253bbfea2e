package dev.monitoring.core.query.value;

import dev.monitoring.core.query.value.QueryException.Code;
import java.time.Duration;
import java.util.Locale;

/**
 * How much one query may cost. Immutable. The limits are on by default, because the queries run inside somebody's service;
 * each error names the limit and the key that raises it.
 *
 * @param timeout how long a query may take, from its arrival; default 10 s
 * @param maxSamples how many samples a query may hold at a time; default 5,000,000
 * @param maxPoints how many steps a range query may go on from its start; default 11,000
 * @param maxConcurrent how many queries may run at the same time; default 8
 * @param maxDepth how deep an expression may be nested; default 100, not configurable from outside
 */
public record QueryLimits(Duration timeout, int maxSamples, int maxPoints, int maxConcurrent, int maxDepth) {
    public static final String TIMEOUT_KEY = "monitoring.query.timeout";
    public static final String MAX_SAMPLES_KEY = "monitoring.query.max-samples";
    public static final String MAX_POINTS_KEY = "monitoring.query.max-points";
    public static final String MAX_CONCURRENT_KEY = "monitoring.query.max-concurrent";

    private static final QueryLimits DEFAULTS = new QueryLimits(Duration.ofSeconds(10), 5_000_000, 11_000, 8, 100);

    public QueryLimits {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(TIMEOUT_KEY + " is " + timeout + "; it must be longer than zero");
        }
        requirePositive(MAX_SAMPLES_KEY, maxSamples);
        requirePositive(MAX_POINTS_KEY, maxPoints);
        requirePositive(MAX_CONCURRENT_KEY, maxConcurrent);
        requirePositive("the depth of nesting", maxDepth);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be at least 1");
        }
    }

    public static QueryLimits defaults() {
        return DEFAULTS;
    }

    public QueryLimits withTimeout(Duration newTimeout) {
        return new QueryLimits(newTimeout, maxSamples, maxPoints, maxConcurrent, maxDepth);
    }

    public QueryLimits withMaxSamples(int newMaxSamples) {
        return new QueryLimits(timeout, newMaxSamples, maxPoints, maxConcurrent, maxDepth);
    }

    public QueryLimits withMaxPoints(int newMaxPoints) {
        return new QueryLimits(timeout, maxSamples, newMaxPoints, maxConcurrent, maxDepth);
    }

    public QueryLimits withMaxConcurrent(int newMaxConcurrent) {
        return new QueryLimits(timeout, maxSamples, maxPoints, newMaxConcurrent, maxDepth);
    }

    /** The query ran out of time. */
    public QueryException timedOut() {
        return new QueryException(
                Code.TIMEOUT,
                null,
                "query timed out after " + timeout.toMillis() + "ms; ask for less, or raise " + TIMEOUT_KEY);
    }

    /** The query would hold too many samples. */
    public QueryException tooManySamples() {
        return new QueryException(
                Code.EXECUTION,
                null,
                String.format(
                        Locale.ROOT,
                        "query processing would load too many samples into memory in query execution; the limit is %,d:"
                                + " select fewer series or a shorter range, or raise %s",
                        maxSamples,
                        MAX_SAMPLES_KEY));
    }

    /** The range query has too many steps. */
    public QueryException tooManyPoints(long points) {
        return new QueryException(
                Code.BAD_DATA,
                null,
                String.format(
                        Locale.ROOT,
                        "exceeded maximum resolution of %,d points per timeseries with %,d. Try decreasing the query"
                                + " resolution (?step=XX), or raise %s",
                        maxPoints,
                        points,
                        MAX_POINTS_KEY));
    }

    /** Too many queries run already. */
    public QueryException tooManyQueries() {
        return new QueryException(
                Code.UNAVAILABLE,
                null,
                maxConcurrent + (maxConcurrent == 1 ? " query is" : " queries are")
                        + " running, which is the limit; try again, or raise " + MAX_CONCURRENT_KEY);
    }
}
