package dev.monitoring.core.query.syntax;

import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.ValueType;
import java.util.List;

/**
 * A number, sign included. Immutable.
 *
 * @param isDuration whether it was written as a length of time, such as {@code 5m}; the value then is in seconds
 */
public record NumberLiteral(double value, boolean isDuration, Position position) implements Expr {
    @Override
    public ValueType type() {
        return ValueType.SCALAR;
    }

    @Override
    public List<Expr> children() {
        return List.of();
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
