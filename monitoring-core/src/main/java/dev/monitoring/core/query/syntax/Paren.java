package dev.monitoring.core.query.syntax;

import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.ValueType;
import java.util.List;

/** An expression in parentheses. Immutable. */
public record Paren(Expr inner, Position position) implements Expr {
    @Override
    public ValueType type() {
        return inner.type();
    }

    @Override
    public List<Expr> children() {
        return List.of(inner);
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
