package dev.monitoring.core.query.value;

import java.util.List;

/**
 * An instant vector: at most one sample for each label set. Immutable.
 *
 * @param samples in no particular order, unless the outermost operation of the query sorts
 */
public record VectorValue(List<VectorSample> samples) implements QueryValue {
    public VectorValue {
        samples = List.copyOf(samples);
    }

    @Override
    public ValueType type() {
        return ValueType.VECTOR;
    }
}
