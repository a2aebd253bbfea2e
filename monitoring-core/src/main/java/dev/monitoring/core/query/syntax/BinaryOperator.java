package dev.monitoring.core.query.syntax;

/** An operator between two expressions. */
public enum BinaryOperator {
    OR("or", Kind.SET, 1),
    AND("and", Kind.SET, 2),
    UNLESS("unless", Kind.SET, 2),
    EQUAL("==", Kind.COMPARISON, 3),
    NOT_EQUAL("!=", Kind.COMPARISON, 3),
    LESS_OR_EQUAL("<=", Kind.COMPARISON, 3),
    LESS("<", Kind.COMPARISON, 3),
    GREATER_OR_EQUAL(">=", Kind.COMPARISON, 3),
    GREATER(">", Kind.COMPARISON, 3),
    /** Cuts off what a native histogram observed above a bound. */
    TRIM_UPPER("</", Kind.ARITHMETIC, 3),
    /** Cuts off what a native histogram observed below a bound. */
    TRIM_LOWER(">/", Kind.ARITHMETIC, 3),
    ADD("+", Kind.ARITHMETIC, 4),
    SUBTRACT("-", Kind.ARITHMETIC, 4),
    MULTIPLY("*", Kind.ARITHMETIC, 5),
    DIVIDE("/", Kind.ARITHMETIC, 5),
    MODULO("%", Kind.ARITHMETIC, 5),
    ATAN2("atan2", Kind.ARITHMETIC, 5),
    POWER("^", Kind.ARITHMETIC, 6);

    private enum Kind {
        ARITHMETIC,
        COMPARISON,
        SET
    }

    private final String sign;
    private final Kind kind;
    private final int precedence;

    BinaryOperator(String sign, Kind kind, int precedence) {
        this.sign = sign;
        this.kind = kind;
        this.precedence = precedence;
    }

    /** The operator as PromQL writes it. */
    public String sign() {
        return sign;
    }

    /** Whether it compares values; it then filters, unless {@code bool} says otherwise. */
    public boolean isComparison() {
        return kind == Kind.COMPARISON;
    }

    /** Whether it is {@code and}, {@code or} or {@code unless}. */
    public boolean isSet() {
        return kind == Kind.SET;
    }

    /** How tightly it binds; greater is tighter. */
    int precedence() {
        return precedence;
    }

    /** Whether {@code a op b op c} means {@code a op (b op c)}. */
    boolean isRightAssociative() {
        return this == POWER;
    }
}
