package dev.monitoring.core.query;

import dev.monitoring.core.query.syntax.Aggregation;
import dev.monitoring.core.query.syntax.At;
import dev.monitoring.core.query.syntax.Binary;
import dev.monitoring.core.query.syntax.Call;
import dev.monitoring.core.query.syntax.Expr;
import dev.monitoring.core.query.syntax.ExprVisitor;
import dev.monitoring.core.query.syntax.MatrixSelector;
import dev.monitoring.core.query.syntax.NumberLiteral;
import dev.monitoring.core.query.syntax.Paren;
import dev.monitoring.core.query.syntax.ParserOptions;
import dev.monitoring.core.query.syntax.PromqlParser;
import dev.monitoring.core.query.syntax.StringLiteral;
import dev.monitoring.core.query.syntax.Subquery;
import dev.monitoring.core.query.syntax.Unary;
import dev.monitoring.core.query.syntax.VectorSelector;
import java.util.Optional;
import java.util.Set;

/**
 * A query with {@code @} put on every selector and subquery that has none, so that it has the same answer at any time.
 * Selectors below a subquery stay as they are, because the subquery is pinned. Confined to one thread.
 */
final class ScriptPinning implements ExprVisitor<Expr> {
    /** What depends on the moment of evaluation even if all its arguments are pinned. */
    private static final Set<String> UNPINNABLE = Set.of(
            "days_in_month",
            "day_of_month",
            "day_of_week",
            "day_of_year",
            "hour",
            "minute",
            "month",
            "year",
            "predict_linear",
            "time",
            "timestamp",
            "start",
            "end",
            "step",
            "range");

    private final At at;
    private boolean isPinnable = true;

    private ScriptPinning(long timestampMillis) {
        this.at = At.timestamp(timestampMillis);
    }

    /** The pinned query, or nothing where its answer depends on the moment all the same. */
    static Optional<String> pin(String query, long timestampMillis) {
        ScriptPinning pinning = new ScriptPinning(timestampMillis);
        Expr pinned = PromqlParser.parse(query, ParserOptions.EXPERIMENTAL).accept(pinning);
        return pinning.isPinnable ? Optional.of(pinned.toString()) : Optional.empty();
    }

    private At pinned(At own) {
        return own != null && own.kind() == At.Kind.TIMESTAMP ? own : at;
    }

    @Override
    public Expr visit(Aggregation aggregation) {
        Expr parameter = aggregation.parameter();
        return new Aggregation(
                aggregation.operator(),
                aggregation.without(),
                aggregation.labels(),
                parameter == null ? null : parameter.accept(this),
                aggregation.operand().accept(this),
                aggregation.position());
    }

    @Override
    public Expr visit(Binary binary) {
        return Binary.of(
                binary.left().accept(this),
                binary.operator(),
                binary.returnsBool(),
                binary.matching(),
                binary.right().accept(this),
                binary.position());
    }

    @Override
    public Expr visit(Call call) {
        isPinnable &= !UNPINNABLE.contains(call.function().name());
        return new Call(
                call.function(),
                call.arguments().stream().map(argument -> argument.accept(this)).toList(),
                call.position());
    }

    @Override
    public Expr visit(MatrixSelector selector) {
        return new MatrixSelector(
                (VectorSelector) selector.selector().accept(this), selector.range(), selector.position());
    }

    @Override
    public Expr visit(NumberLiteral literal) {
        return literal;
    }

    @Override
    public Expr visit(Paren paren) {
        return new Paren(paren.inner().accept(this), paren.position());
    }

    @Override
    public Expr visit(StringLiteral literal) {
        return literal;
    }

    @Override
    public Expr visit(Subquery subquery) {
        // What is below sees the times of the subquery, which are pinned, and needs nothing more.
        return new Subquery(
                subquery.inner(),
                subquery.range(),
                subquery.step(),
                pinned(subquery.at()),
                subquery.offset(),
                subquery.position());
    }

    @Override
    public Expr visit(Unary unary) {
        return new Unary(unary.negates(), unary.operand().accept(this), unary.position());
    }

    @Override
    public Expr visit(VectorSelector selector) {
        return new VectorSelector(
                selector.name(),
                selector.matchers(),
                pinned(selector.at()),
                selector.offset(),
                selector.extension(),
                selector.position());
    }
}
