package dev.monitoring.core.query;

import dev.monitoring.core.query.value.Annotation;
import dev.monitoring.core.query.value.QueryValue;
import java.util.List;

/**
 * The answer to a query. Immutable, but for the arrays that {@link dev.monitoring.core.query.value.MatrixSeries} lends out.
 *
 * @param value of an instant query: whatever type the expression has; of a range query: always a matrix
 * @param annotations warnings and infos about the answer, each once
 * @param stats what it cost
 */
public record QueryResult(QueryValue value, List<Annotation> annotations, QueryStatistics stats) {
    public QueryResult {
        annotations = List.copyOf(annotations);
    }
}
