package dev.monitoring.core.query;

import dev.monitoring.core.query.value.Annotation;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.QueryValue;
import dev.monitoring.core.series.Queryable;
import java.util.List;

/**
 * What answers the queries of a script. The scripts suppose a look-back of 5 minutes, steps of one minute in subqueries that
 * name none, metric names removed at the end, and everything experimental switched on.
 */
interface ScriptEvaluator {
    /** A value and the remarks on it. */
    record Answer(QueryValue value, List<Annotation> annotations) {}

    /**
     * The answer at one moment.
     *
     * @throws QueryException if there is none
     */
    Answer instant(Queryable data, String query, long timestampMillis);

    /**
     * The answer at every step of a range.
     *
     * @throws QueryException if there is none
     */
    Answer range(Queryable data, String query, long startMillis, long endMillis, long stepMillis);
}
