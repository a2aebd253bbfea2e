package dev.monitoring.core.query.value;

import java.util.List;

/**
 * A range vector: at most one run of samples for each label set. Immutable, but for the arrays that {@link MatrixSeries}
 * lends out.
 *
 * @param series as a result of a query: in ascending order of labels
 */
public record MatrixValue(List<MatrixSeries> series) implements QueryValue {
    public MatrixValue {
        series = List.copyOf(series);
    }

    @Override
    public ValueType type() {
        return ValueType.MATRIX;
    }
}
