package dev.monitoring.core.query.syntax;

import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Elements of an instant vector put together by labels: {@code sum by (job) (x)}. Immutable.
 *
 * @param without whether {@code labels} are those that go, rather than those that stay
 * @param labels the labels of {@code by} or {@code without}; none and not {@code without} makes one group of all
 * @param parameter the argument before the vector, for the operators that take one
 * @param operand the vector
 */
public record Aggregation(
        AggregationOperator operator,
        boolean without,
        List<String> labels,
        @Nullable Expr parameter,
        Expr operand,
        Position position)
        implements Expr {
    public Aggregation {
        labels = List.copyOf(labels);
    }

    @Override
    public ValueType type() {
        return ValueType.VECTOR;
    }

    @Override
    public List<Expr> children() {
        return parameter == null ? List.of(operand) : List.of(parameter, operand);
    }

    @Override
    public <R> R accept(ExprVisitor<R> visitor) {
        return visitor.visit(this);
    }

    @Override
    public String toString() {
        return Printer.print(this);
    }
}
