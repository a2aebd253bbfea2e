package dev.monitoring.core.query.value;

/**
 * One number. Immutable.
 *
 * @param timestampMillis the moment of evaluation, in epoch milliseconds
 */
public record ScalarValue(long timestampMillis, double value) implements QueryValue {
    @Override
    public ValueType type() {
        return ValueType.SCALAR;
    }
}
