package dev.monitoring.core.api;

import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.QueryOptions;
import dev.monitoring.core.query.value.QueryValue;
import java.util.function.BooleanSupplier;

/** Asks the query engine. Thread-safe. */
final class EngineQueries implements Queries {
    private final QueryEngine engine;

    EngineQueries(QueryEngine engine) {
        this.engine = engine;
    }

    @Override
    public QueryValue instant(String expression, long timeMillis, BooleanSupplier cancelled) {
        return engine.instant(expression, timeMillis, options(cancelled)).value();
    }

    @Override
    public QueryValue range(
            String expression, long startMillis, long endMillis, long stepMillis, BooleanSupplier cancelled) {
        return engine.range(expression, startMillis, endMillis, stepMillis, options(cancelled))
                .value();
    }

    private static QueryOptions options(BooleanSupplier cancelled) {
        return QueryOptions.none().withCancellation(cancelled);
    }
}
