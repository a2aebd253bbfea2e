package dev.monitoring.core.query.syntax;

import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.ValueType;
import java.util.List;

/**
 * A node of the tree that a query is read into. Immutable.
 *
 * <p>Trees are shallow but for one direction: a chain of left-associative operators, {@code 1 + 1 + 1 + …}, may be as long
 * as the text allows, and leans to the left as deep as it is long. All other nesting is limited by the parser. Whoever walks
 * a tree therefore recurses freely, except into the left operand of a {@link Binary}; there, go by
 * {@link Binary#leftSpine}.
 *
 * <p>Two nodes are equal if they look the same and stand at the same place of the text. {@link Object#toString} gives PromQL.
 */
public sealed interface Expr
        permits Aggregation,
                Binary,
                Call,
                MatrixSelector,
                NumberLiteral,
                Paren,
                StringLiteral,
                Subquery,
                Unary,
                VectorSelector {
    /** What the expression yields. */
    ValueType type();

    /** Where in the text the expression stands. */
    Position position();

    /** The expressions directly below this one, in the order of the text. */
    List<Expr> children();

    /** Calls the visitor's method for this kind of node. */
    <R> R accept(ExprVisitor<R> visitor);

    /** This expression without the parentheses around it. */
    default Expr withoutParens() {
        Expr inner = this;
        while (inner instanceof Paren paren) {
            inner = paren.inner();
        }
        return inner;
    }
}
