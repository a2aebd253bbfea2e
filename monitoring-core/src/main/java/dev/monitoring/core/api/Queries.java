package dev.monitoring.core.api;

import dev.monitoring.core.query.value.QueryValue;
import java.util.function.BooleanSupplier;

/** Answers PromQL, as far as this package asks it. Thread-safe. */
interface Queries {
    /**
     * The value of an expression at one moment.
     *
     * @param cancelled whether nobody waits for the answer any more
     * @throws dev.monitoring.core.query.value.QueryException if it has none
     */
    QueryValue instant(String expression, long timeMillis, BooleanSupplier cancelled);

    /**
     * The values of an expression from {@code startMillis} to {@code endMillis}, both included, every {@code stepMillis}.
     *
     * @param cancelled whether nobody waits for the answer any more
     * @throws dev.monitoring.core.query.value.QueryException if it has none
     */
    QueryValue range(String expression, long startMillis, long endMillis, long stepMillis, BooleanSupplier cancelled);
}
