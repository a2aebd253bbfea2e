package dev.monitoring.core.query.syntax;

import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.ValueType;
import java.util.List;

/**
 * The series that fit some matchers, each with its samples of a stretch of time: {@code http_requests_total[5m]}.
 * Immutable.
 *
 * @param selector what is selected, with the {@code @}, offset and extension that stand after the brackets
 * @param range how long the stretch is
 */
public record MatrixSelector(VectorSelector selector, DurationExpr range, Position position) implements Expr {
    @Override
    public ValueType type() {
        return ValueType.MATRIX;
    }

    @Override
    public List<Expr> children() {
        return List.of(selector);
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
