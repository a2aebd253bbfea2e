package dev.monitoring.core.query.plan;

import dev.monitoring.core.query.syntax.Aggregation;
import dev.monitoring.core.query.syntax.Binary;
import dev.monitoring.core.query.syntax.Call;
import dev.monitoring.core.query.syntax.Expr;
import dev.monitoring.core.query.syntax.ExprVisitor;
import dev.monitoring.core.query.syntax.MatrixSelector;
import dev.monitoring.core.query.syntax.NumberLiteral;
import dev.monitoring.core.query.syntax.Paren;
import dev.monitoring.core.query.syntax.StringLiteral;
import dev.monitoring.core.query.syntax.Subquery;
import dev.monitoring.core.query.syntax.Unary;
import dev.monitoring.core.query.syntax.VectorSelector;

/** Tells whether an expression is the same at every step: numbers, and what {@code @} pins, and what is made of them. */
final class Invariance implements ExprVisitor<Boolean> {
    private static final Invariance INSTANCE = new Invariance();

    private Invariance() {}

    static boolean of(Expr expression) {
        return expression.accept(INSTANCE);
    }

    @Override
    public Boolean visit(NumberLiteral literal) {
        return true;
    }

    @Override
    public Boolean visit(StringLiteral literal) {
        return true;
    }

    @Override
    public Boolean visit(Paren paren) {
        return of(paren.inner());
    }

    @Override
    public Boolean visit(Unary unary) {
        return of(unary.operand());
    }

    @Override
    public Boolean visit(VectorSelector selector) {
        return selector.at() != null;
    }

    @Override
    public Boolean visit(MatrixSelector selector) {
        return selector.selector().at() != null;
    }

    @Override
    public Boolean visit(Subquery subquery) {
        return subquery.at() != null;
    }

    @Override
    public Boolean visit(Call call) {
        String name = call.function().name();
        if (name.equals("info")) {
            // The second argument only names labels; info series are read as of the moment of the first.
            return of(call.arguments().get(0));
        }
        return !Planner.isOfTheMoment(name) && call.arguments().stream().allMatch(Invariance::of);
    }

    @Override
    public Boolean visit(Aggregation aggregation) {
        return aggregation.children().stream().allMatch(Invariance::of);
    }

    @Override
    public Boolean visit(Binary binary) {
        for (Binary next : binary.leftSpine()) {
            if (!of(next.right())) {
                return false;
            }
        }
        return of(binary.leftSpine().get(0).left());
    }
}
