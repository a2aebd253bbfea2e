package dev.monitoring.core.query;

import dev.monitoring.core.query.value.QueryLimits;
import java.time.Duration;

/**
 * How an engine answers, query after query. Immutable.
 *
 * @param limits what one query may cost, and how many run at the same time
 * @param lookback how old a sample may be to count as a series' value of the moment; default 5 minutes
 * @param subqueryStep the step of subqueries that name none; default 1 minute
 * @param experimental whether experimental functions, aggregations and modifiers may be used; default no
 * @param delayedNameRemoval whether metric names are dropped at the very end rather than by each operation; default no
 */
public record QueryConfig(
        QueryLimits limits,
        Duration lookback,
        Duration subqueryStep,
        boolean experimental,
        boolean delayedNameRemoval) {
    private static final QueryConfig DEFAULTS =
            new QueryConfig(QueryLimits.defaults(), Duration.ofMinutes(5), Duration.ofMinutes(1), false, false);

    public QueryConfig {
        requireMillisecond("lookback", lookback);
        requireMillisecond("subqueryStep", subqueryStep);
    }

    private static void requireMillisecond(String name, Duration duration) {
        if (duration.toMillis() < 1) {
            throw new IllegalArgumentException(name + " is " + duration + "; it must be at least a millisecond");
        }
    }

    /** The defaults named above. */
    public static QueryConfig defaults() {
        return DEFAULTS;
    }

    public QueryConfig withLimits(QueryLimits newLimits) {
        return new QueryConfig(newLimits, lookback, subqueryStep, experimental, delayedNameRemoval);
    }

    public QueryConfig withLookback(Duration newLookback) {
        return new QueryConfig(limits, newLookback, subqueryStep, experimental, delayedNameRemoval);
    }

    public QueryConfig withSubqueryStep(Duration newSubqueryStep) {
        return new QueryConfig(limits, lookback, newSubqueryStep, experimental, delayedNameRemoval);
    }

    public QueryConfig withExperimental(boolean newExperimental) {
        return new QueryConfig(limits, lookback, subqueryStep, newExperimental, delayedNameRemoval);
    }

    public QueryConfig withDelayedNameRemoval(boolean newDelayedNameRemoval) {
        return new QueryConfig(limits, lookback, subqueryStep, experimental, newDelayedNameRemoval);
    }
}
