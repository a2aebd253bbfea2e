package dev.monitoring.core.query.value;

/**
 * One text. Immutable.
 *
 * @param timestampMillis the moment of evaluation, in epoch milliseconds
 */
public record StringValue(long timestampMillis, String text) implements QueryValue {
    @Override
    public ValueType type() {
        return ValueType.STRING;
    }
}
