package dev.monitoring.core.query.plan;

/** What a binary operator does. */
public enum Operation {
    ADD("+", Kind.ARITHMETIC),
    SUBTRACT("-", Kind.ARITHMETIC),
    MULTIPLY("*", Kind.ARITHMETIC),
    DIVIDE("/", Kind.ARITHMETIC),
    MODULO("%", Kind.ARITHMETIC),
    POWER("^", Kind.ARITHMETIC),
    ATAN2("atan2", Kind.ARITHMETIC),
    /** Of native histograms only. */
    TRIM_UPPER("</", Kind.TRIM),
    /** Of native histograms only. */
    TRIM_LOWER(">/", Kind.TRIM),
    EQUAL("==", Kind.COMPARISON),
    NOT_EQUAL("!=", Kind.COMPARISON),
    LESS("<", Kind.COMPARISON),
    LESS_OR_EQUAL("<=", Kind.COMPARISON),
    GREATER(">", Kind.COMPARISON),
    GREATER_OR_EQUAL(">=", Kind.COMPARISON),
    AND("and", Kind.SET),
    OR("or", Kind.SET),
    UNLESS("unless", Kind.SET);

    private enum Kind {
        ARITHMETIC,
        TRIM,
        COMPARISON,
        SET
    }

    private final String sign;
    private final Kind kind;

    Operation(String sign, Kind kind) {
        this.sign = sign;
        this.kind = kind;
    }

    /** The operator as PromQL writes it. */
    public String sign() {
        return sign;
    }

    public boolean isComparison() {
        return kind == Kind.COMPARISON;
    }

    public boolean isSet() {
        return kind == Kind.SET;
    }

    /** Whether it works on native histograms only. */
    public boolean trims() {
        return kind == Kind.TRIM;
    }

    /** Whether the result means something else than the operands, so that it loses their metric name. */
    public boolean changesMeaning() {
        return kind == Kind.ARITHMETIC;
    }
}
