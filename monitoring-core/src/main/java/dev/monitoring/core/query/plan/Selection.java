package dev.monitoring.core.query.plan;

import dev.monitoring.core.model.Matcher;
import java.util.List;

/**
 * A set of series that the query reads, once for all selectors with the same matchers. Immutable.
 *
 * @param matchers what the series fit
 * @param minMillis the earliest moment that any of the selectors reads
 * @param maxMillis the latest moment
 */
public record Selection(List<Matcher> matchers, long minMillis, long maxMillis) {
    public Selection {
        matchers = List.copyOf(matchers);
    }

    Selection including(long min, long max) {
        return new Selection(matchers, Math.min(minMillis, min), Math.max(maxMillis, max));
    }
}
