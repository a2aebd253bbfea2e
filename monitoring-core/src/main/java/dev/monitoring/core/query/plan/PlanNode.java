package dev.monitoring.core.query.plan;

import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a plan. Immutable. Parentheses are gone. */
public sealed interface PlanNode {
    /** Where in the text it stands. */
    Position position();

    ValueType type();

    <R> R accept(Visitor<R> visitor);

    /** One method per kind of node. */
    interface Visitor<R> {
        R visit(Constant constant);

        R visit(Text text);

        R visit(Selector selector);

        R visit(RangeSelector selector);

        R visit(Subquery subquery);

        R visit(Call call);

        R visit(Aggregate aggregate);

        R visit(Binary binary);

        R visit(Negation negation);

        R visit(Plus plus);

        R visit(Invariant invariant);
    }

    /** How a selector finds values at the borders of its window. */
    enum Borders {
        PLAIN,
        ANCHORED,
        SMOOTHED
    }

    /** A number. */
    record Constant(double value, Position position) implements PlanNode {
        @Override
        public ValueType type() {
            return ValueType.SCALAR;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visit(this);
        }
    }

    /** A text. */
    record Text(String value, Position position) implements PlanNode {
        @Override
        public ValueType type() {
            return ValueType.STRING;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * The values of the moment.
     *
     * @param selection index of the {@link Selection} in the plan
     */
    record Selector(int selection, TimeShift shift, Borders borders, Position position) implements PlanNode {
        @Override
        public ValueType type() {
            return ValueType.VECTOR;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visit(this);
        }
    }

    /** The samples of a stretch of time. */
    record RangeSelector(int selection, TimeShift shift, Borders borders, long rangeMillis, Position position)
            implements PlanNode {
        @Override
        public ValueType type() {
            return ValueType.MATRIX;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * An expression's values over a stretch of time.
     *
     * @param inner the expression
     * @param grid all moments at which it is computed, for all steps
     */
    record Subquery(PlanNode inner, StepGrid grid, TimeShift shift, long rangeMillis, Position position)
            implements PlanNode {
        @Override
        public ValueType type() {
            return ValueType.MATRIX;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visit(this);
        }
    }

    /** A function with its arguments. */
    record Call(String function, List<PlanNode> arguments, ValueType type, Position position) implements PlanNode {
        public Call {
            arguments = List.copyOf(arguments);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * An aggregation.
     *
     * @param operator the keyword in lower case
     * @param labels the labels that stay, or go; ascending
     */
    record Aggregate(
            String operator,
            boolean without,
            List<String> labels,
            @Nullable PlanNode parameter,
            PlanNode operand,
            Position position)
            implements PlanNode {
        public Aggregate {
            labels = labels.stream().sorted().distinct().toList();
        }

        @Override
        public ValueType type() {
            return ValueType.VECTOR;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * Two expressions with an operator between them.
     *
     * @param matching there where both are vectors
     */
    record Binary(
            PlanNode left,
            Operation operation,
            boolean returnsBool,
            @Nullable Matching matching,
            PlanNode right,
            Position position)
            implements PlanNode {
        @Override
        public ValueType type() {
            boolean scalar = left.type() == ValueType.SCALAR && right.type() == ValueType.SCALAR;
            return scalar ? ValueType.SCALAR : ValueType.VECTOR;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visit(this);
        }
    }

    /** A value with the other sign. */
    record Negation(PlanNode operand, Position position) implements PlanNode {
        @Override
        public ValueType type() {
            return operand.type();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visit(this);
        }
    }

    /** An expression with a plus before it, which changes nothing but that it is no longer a plain selector. */
    record Plus(PlanNode operand, Position position) implements PlanNode {
        @Override
        public ValueType type() {
            return operand.type();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * An expression that is the same at every step, computed once.
     *
     * @param timeMillis the moment to compute it at
     */
    record Invariant(PlanNode inner, long timeMillis) implements PlanNode {
        @Override
        public Position position() {
            return inner.position();
        }

        @Override
        public ValueType type() {
            return inner.type();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.visit(this);
        }
    }
}
