package dev.monitoring.core.query;

import dev.monitoring.core.query.value.QueryException;
import java.time.Duration;
import java.time.Instant;

/**
 * An expression to be asked, now or later, once or many times. Immutable and thread-safe.
 *
 * <pre>{@code
 * QueryResult result = monitoring.query("rate(http_requests_total[5m])").at(clock.instant());
 * if (result.value() instanceof VectorValue vector) {
 *     vector.samples().forEach(sample -> System.out.println(sample.labels() + " " + sample.value()));
 * }
 * }</pre>
 */
public final class Query {
    private final QueryEngine engine;
    private final String expression;
    private final QueryOptions options;

    Query(QueryEngine engine, String expression, QueryOptions options) {
        this.engine = engine;
        this.expression = expression;
        this.options = options;
    }

    /** The same expression, asked with other options. */
    public Query with(QueryOptions newOptions) {
        return new Query(engine, expression, newOptions);
    }

    /**
     * The value at a moment.
     *
     * @throws QueryException as {@link QueryEngine#instant(String, long, QueryOptions)}
     */
    public QueryResult at(Instant time) {
        return engine.instant(expression, time.toEpochMilli(), options);
    }

    /**
     * The values from {@code start} to {@code end}, both included, each {@code step}.
     *
     * @throws QueryException as {@link QueryEngine#range(String, long, long, long, QueryOptions)}
     */
    public QueryResult range(Instant start, Instant end, Duration step) {
        return engine.range(expression, start.toEpochMilli(), end.toEpochMilli(), step.toMillis(), options);
    }

    /**
     * What each part of the expression yields at a moment: why it is empty, or not what was expected.
     *
     * @throws QueryException as {@link QueryEngine#explain(String, long, QueryOptions)}
     */
    public Explanation explain(Instant time) {
        return engine.explain(expression, time.toEpochMilli(), options);
    }
}
