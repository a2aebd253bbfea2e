package dev.monitoring.core.query.value;

/**
 * What a query yields. Immutable, but for the arrays that {@link MatrixSeries} lends out.
 *
 * <p>All samples are floats. Native histograms, once they are computed, are to come as a second kind of sample beside
 * {@link VectorSample} and {@link MatrixSeries}; the types of values stay these four.
 */
public sealed interface QueryValue permits ScalarValue, StringValue, VectorValue, MatrixValue {
    ValueType type();
}
