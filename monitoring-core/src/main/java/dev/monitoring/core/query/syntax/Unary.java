package dev.monitoring.core.query.syntax;

import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.ValueType;
import java.util.List;

/**
 * An expression behind a sign. Immutable. The sign of a number is part of its {@link NumberLiteral}.
 *
 * @param negates whether the sign is a minus; a plus changes nothing
 */
public record Unary(boolean negates, Expr operand, Position position) implements Expr {
    @Override
    public ValueType type() {
        return operand.type();
    }

    @Override
    public List<Expr> children() {
        return List.of(operand);
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
