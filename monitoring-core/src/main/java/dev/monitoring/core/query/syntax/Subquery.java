package dev.monitoring.core.query.syntax;

import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An expression computed at every step of a stretch of time: {@code rate(x[5m])[1h:1m]}. Immutable.
 *
 * @param inner what is computed
 * @param range how long the stretch is
 * @param step the distance of the steps; where it is not said, the engine's default
 * @param at the moment the stretch is pinned to, if any
 * @param offset how far it looks back from there, if said
 */
public record Subquery(
        Expr inner,
        DurationExpr range,
        @Nullable DurationExpr step,
        @Nullable At at,
        @Nullable DurationExpr offset,
        Position position)
        implements Expr {
    @Override
    public ValueType type() {
        return ValueType.MATRIX;
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
