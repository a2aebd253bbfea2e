package dev.monitoring.core.query.syntax;

import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.ValueType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two expressions with an operator between them. Immutable.
 *
 * @param returnsBool whether a comparison yields 0 and 1 rather than filtering
 * @param matching which elements belong together, where both operands are instant vectors; null otherwise
 * @param type follows from the operands; kept, because finding it takes as long as the chain of operators is deep
 */
public record Binary(
        Expr left,
        BinaryOperator operator,
        boolean returnsBool,
        @Nullable VectorMatching matching,
        Expr right,
        ValueType type,
        Position position)
        implements Expr {
    /** An operation whose type follows from its operands. */
    public static Binary of(
            Expr left,
            BinaryOperator operator,
            boolean returnsBool,
            @Nullable VectorMatching matching,
            Expr right,
            Position position) {
        boolean isScalar = left.type() == ValueType.SCALAR && right.type() == ValueType.SCALAR;
        return new Binary(
                left, operator, returnsBool, matching, right, isScalar ? ValueType.SCALAR : ValueType.VECTOR, position);
    }

    /**
     * The binary operations that meet when going from operation to left operand, innermost first, this one last. The first
     * one's left operand is the only one that is no binary operation. Made for walking long chains without recursion: begin
     * with the left operand of the first, then take in each one's right operand in turn.
     */
    public List<Binary> leftSpine() {
        Deque<Binary> spine = new ArrayDeque<>();
        Expr next = this;
        while (next instanceof Binary binary) {
            spine.addFirst(binary);
            next = binary.left;
        }
        return List.copyOf(spine);
    }

    @Override
    public List<Expr> children() {
        return List.of(left, right);
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
