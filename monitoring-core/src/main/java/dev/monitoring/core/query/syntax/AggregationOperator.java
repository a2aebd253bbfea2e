package dev.monitoring.core.query.syntax;

import dev.monitoring.core.query.value.ValueType;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A way to make one vector element of several. */
public enum AggregationOperator {
    SUM(null),
    AVG(null),
    COUNT(null),
    MIN(null),
    MAX(null),
    GROUP(null),
    STDDEV(null),
    STDVAR(null),
    TOPK(ValueType.SCALAR),
    BOTTOMK(ValueType.SCALAR),
    QUANTILE(ValueType.SCALAR),
    COUNT_VALUES(ValueType.STRING),
    LIMITK(ValueType.SCALAR),
    LIMIT_RATIO(ValueType.SCALAR);

    private final String word;
    private final @Nullable ValueType parameterType;

    AggregationOperator(@Nullable ValueType parameterType) {
        this.word = name().toLowerCase(Locale.ROOT);
        this.parameterType = parameterType;
    }

    /** The keyword, in lower case. */
    public String word() {
        return word;
    }

    /** The type of the parameter before the vector, if the operator takes one. */
    public Optional<ValueType> parameterType() {
        return Optional.ofNullable(parameterType);
    }

    /** Whether queries may use it only where experimental parts of the language are switched on. */
    public boolean isExperimental() {
        return this == LIMITK || this == LIMIT_RATIO;
    }
}
