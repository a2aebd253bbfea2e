package dev.monitoring.core.query.syntax;

import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.QueryException.Code;

/**
 * A length of time that may depend on the query: {@code 5m}, {@code 300}, {@code 5m * 2}, {@code step() + 1s}. Immutable.
 * Nested no deeper than the parser allows, in every direction.
 */
public sealed interface DurationExpr {
    /** A fixed length. {@code isDuration} tells {@code 5m} from {@code 300}. */
    record Literal(double seconds, boolean isDuration, Position position) implements DurationExpr {
        @Override
        public double seconds(double stepSeconds, double rangeSeconds) {
            return seconds;
        }

        @Override
        public boolean isConstant() {
            return true;
        }

        @Override
        public String toString() {
            return Printer.print(this);
        }
    }

    /** {@code step()}: the distance of the query's steps; zero in an instant query. */
    record Step(Position position) implements DurationExpr {
        @Override
        public double seconds(double stepSeconds, double rangeSeconds) {
            return stepSeconds;
        }

        @Override
        public boolean isConstant() {
            return false;
        }

        @Override
        public String toString() {
            return Printer.print(this);
        }
    }

    /** {@code range()}: from the query's first step to its last; zero in an instant query. */
    record Range(Position position) implements DurationExpr {
        @Override
        public double seconds(double stepSeconds, double rangeSeconds) {
            return rangeSeconds;
        }

        @Override
        public boolean isConstant() {
            return false;
        }

        @Override
        public String toString() {
            return Printer.print(this);
        }
    }

    /** The length the other way. */
    record Negation(DurationExpr operand, Position position) implements DurationExpr {
        @Override
        public double seconds(double stepSeconds, double rangeSeconds) {
            return -operand.seconds(stepSeconds, rangeSeconds);
        }

        @Override
        public boolean isConstant() {
            return operand.isConstant();
        }

        @Override
        public String toString() {
            return Printer.print(this);
        }
    }

    /** Two lengths with one of {@code + - * / % ^} between them; each counts as its number of seconds. */
    record Arithmetic(DurationExpr left, BinaryOperator operator, DurationExpr right, Position position)
            implements DurationExpr {
        @Override
        public double seconds(double stepSeconds, double rangeSeconds) {
            double a = left.seconds(stepSeconds, rangeSeconds);
            double b = right.seconds(stepSeconds, rangeSeconds);
            if (b == 0 && (operator == BinaryOperator.DIVIDE || operator == BinaryOperator.MODULO)) {
                String what = operator == BinaryOperator.DIVIDE ? "division" : "modulo";
                throw new QueryException(Code.BAD_DATA, position, what + " by zero");
            }
            return switch (operator) {
                case ADD -> a + b;
                case SUBTRACT -> a - b;
                case MULTIPLY -> a * b;
                case DIVIDE -> a / b;
                case MODULO -> a % b;
                case POWER -> Math.pow(a, b);
                case OR,
                        AND,
                        UNLESS,
                        EQUAL,
                        NOT_EQUAL,
                        LESS_OR_EQUAL,
                        LESS,
                        GREATER_OR_EQUAL,
                        GREATER,
                        TRIM_UPPER,
                        TRIM_LOWER,
                        ATAN2 -> throw new IllegalStateException(operator + " stands in a duration");
            };
        }

        @Override
        public boolean isConstant() {
            return left.isConstant() && right.isConstant();
        }

        @Override
        public String toString() {
            return Printer.print(this);
        }
    }

    /** {@code min_of(a, b)} or {@code max_of(a, b)}. */
    record Extreme(boolean isMax, DurationExpr left, DurationExpr right, Position position) implements DurationExpr {
        @Override
        public double seconds(double stepSeconds, double rangeSeconds) {
            double a = left.seconds(stepSeconds, rangeSeconds);
            double b = right.seconds(stepSeconds, rangeSeconds);
            return isMax ? Math.max(a, b) : Math.min(a, b);
        }

        @Override
        public boolean isConstant() {
            return left.isConstant() && right.isConstant();
        }

        @Override
        public String toString() {
            return Printer.print(this);
        }
    }

    /** A length in parentheses. */
    record Parens(DurationExpr inner, Position position) implements DurationExpr {
        @Override
        public double seconds(double stepSeconds, double rangeSeconds) {
            return inner.seconds(stepSeconds, rangeSeconds);
        }

        @Override
        public boolean isConstant() {
            return inner.isConstant();
        }

        @Override
        public String toString() {
            return Printer.print(this);
        }
    }

    /** Where in the text it stands. */
    Position position();

    /**
     * The length in seconds, in a query with that step and that distance from first to last step.
     *
     * @throws QueryException if it divides by zero
     */
    double seconds(double stepSeconds, double rangeSeconds);

    /** Whether the length is the same in every query. */
    boolean isConstant();

    /**
     * The length of a range or of a subquery's step, in milliseconds; parts of a millisecond are cut.
     *
     * @throws QueryException if it is not greater than zero, too great, or divides by zero
     */
    default long positiveMillis(long stepMillis, long rangeMillis) {
        double seconds = seconds(stepMillis / 1e3, rangeMillis / 1e3);
        if (!(seconds > 0)) {
            throw new QueryException(Code.BAD_DATA, position(), "duration must be greater than 0");
        }
        return millis(seconds);
    }

    /**
     * The length of an offset, in milliseconds, negative ones included; parts of a millisecond are cut.
     *
     * @throws QueryException if it is too great, or divides by zero
     */
    default long offsetMillis(long stepMillis, long rangeMillis) {
        return millis(seconds(stepMillis / 1e3, rangeMillis / 1e3));
    }

    private long millis(double seconds) {
        // Prometheus counts in nanoseconds; what does not fit there is no length.
        if (!(Math.abs(seconds) < Long.MAX_VALUE / 1e9)) {
            throw new QueryException(Code.BAD_DATA, position(), "duration is out of range");
        }
        // As Prometheus: a literal is rounded to nanoseconds and cut to milliseconds, a computed length is cut at once.
        return this instanceof Literal ? Math.round(seconds * 1e9) / 1_000_000 : (long) (seconds * 1e3);
    }
}
