package dev.monitoring.alerts.slo;

import dev.monitoring.core.query.Outline;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.ValueType;

/**
 * Takes shares from an expression, second by second. Immutable.
 *
 * @param expression yields one number from 0 to 1 for each set of labels, in PromQL
 * @param isGood whether it is the share of good, and not of bad
 */
public record RatioIndicator(String expression, boolean isGood) implements Indicator {
    static RatioIndicator of(String expression, boolean isGood) {
        ValueType type = Outline.of(expression).type();
        if (type != ValueType.VECTOR && type != ValueType.SCALAR) {
            throw new QueryException(
                    QueryException.Code.BAD_DATA,
                    null,
                    "\"" + expression + "\" yields no instant vector; put a function such as avg_over_time around it");
        }
        return new RatioIndicator(expression, isGood);
    }

    @Override
    public String kind() {
        return "ratio";
    }

    @Override
    public String description() {
        return (isGood ? "good: " : "bad: ") + expression;
    }

    @Override
    public boolean countsEvents() {
        return false;
    }

    @Override
    public boolean partIsGood() {
        return isGood;
    }
}
