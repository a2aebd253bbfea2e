package dev.monitoring.core.query;

import dev.monitoring.core.query.value.QueryLimits;
import dev.monitoring.core.series.Queryable;
import dev.monitoring.core.time.Clock;

/** Answers the queries of scripts with the engine. */
final class EngineEvaluator implements ScriptEvaluator {
    private static final QueryConfig CONFIG = QueryConfig.defaults()
            .withLimits(QueryLimits.defaults().withMaxPoints(1_000_000))
            .withExperimental(true)
            .withDelayedNameRemoval(true);

    @Override
    public Answer instant(Queryable data, String query, long timestampMillis) {
        QueryResult result = engine(data).instant(query, timestampMillis);
        return new Answer(result.value(), result.annotations());
    }

    @Override
    public Answer range(Queryable data, String query, long startMillis, long endMillis, long stepMillis) {
        QueryResult result = engine(data).range(query, startMillis, endMillis, stepMillis);
        return new Answer(result.value(), result.annotations());
    }

    private static QueryEngine engine(Queryable data) {
        return new QueryEngine(data, Clock.system(), CONFIG);
    }
}
