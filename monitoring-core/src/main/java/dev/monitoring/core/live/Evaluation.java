package dev.monitoring.core.live;

import dev.monitoring.core.query.value.QueryValue;

/** Answers PromQL for the feed. Called by the feed's thread only. */
@FunctionalInterface
interface Evaluation {
    /**
     * The value of an expression at one moment.
     *
     * @throws dev.monitoring.core.query.value.QueryException if it has none
     */
    QueryValue at(String expression, long timeMillis);
}
