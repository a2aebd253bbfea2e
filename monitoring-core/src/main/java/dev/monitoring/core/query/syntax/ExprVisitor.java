package dev.monitoring.core.query.syntax;

/**
 * Something done differently for each kind of node. The visitor itself decides whether to go on into the children; see
 * {@link Expr} for how deep that may be.
 *
 * @param <R> what it yields for a node
 */
public interface ExprVisitor<R> {
    R visit(Aggregation aggregation);

    R visit(Binary binary);

    R visit(Call call);

    R visit(MatrixSelector selector);

    R visit(NumberLiteral literal);

    R visit(Paren paren);

    R visit(StringLiteral literal);

    R visit(Subquery subquery);

    R visit(Unary unary);

    R visit(VectorSelector selector);
}
