package dev.monitoring.core.query.syntax;

import java.util.List;

/**
 * Writes trees out in full, without positions, so that two trees have the same text just if they are the same but for where
 * they stand and for the order of matchers.
 */
final class TreeText implements ExprVisitor<String> {
    private final boolean parens;

    private TreeText(boolean parens) {
        this.parens = parens;
    }

    static String of(Expr expr) {
        return expr.accept(new TreeText(true));
    }

    /** The same without the parentheses, which says how operators bind. */
    static String ofStructure(Expr expr) {
        return expr.accept(new TreeText(false));
    }

    private String each(List<Expr> exprs) {
        return String.join(" ", exprs.stream().map(expr -> expr.accept(this)).toList());
    }

    private static String of(DurationExpr duration) {
        if (duration instanceof DurationExpr.Literal literal) {
            return literal.seconds() + (literal.isDuration() ? "s" : "");
        }
        if (duration instanceof DurationExpr.Negation negation) {
            return "(neg " + of(negation.operand()) + ")";
        }
        if (duration instanceof DurationExpr.Arithmetic arithmetic) {
            return "(" + arithmetic.operator() + " " + of(arithmetic.left()) + " " + of(arithmetic.right()) + ")";
        }
        if (duration instanceof DurationExpr.Extreme extreme) {
            return "(" + (extreme.isMax() ? "max " : "min ") + of(extreme.left()) + " " + of(extreme.right()) + ")";
        }
        if (duration instanceof DurationExpr.Parens parens) {
            return "[" + of(parens.inner()) + "]";
        }
        return duration == null ? "none" : duration.getClass().getSimpleName();
    }

    @Override
    public String visit(Aggregation aggregation) {
        return "(" + aggregation.operator() + " " + aggregation.without() + " " + aggregation.labels() + " "
                + each(aggregation.children()) + ")";
    }

    @Override
    public String visit(Binary binary) {
        StringBuilder text = new StringBuilder();
        List<Binary> spine = binary.leftSpine();
        text.append("(".repeat(spine.size())).append(spine.get(0).left().accept(this));
        for (Binary step : spine) {
            text.append(' ')
                    .append(step.operator())
                    .append(step.returnsBool())
                    .append(step.matching())
                    .append(step.type())
                    .append(' ')
                    .append(step.right().accept(this))
                    .append(')');
        }
        return text.toString();
    }

    @Override
    public String visit(Call call) {
        return "(call " + call.function().name() + " " + each(call.arguments()) + ")";
    }

    @Override
    public String visit(MatrixSelector selector) {
        return "(matrix " + selector.selector().accept(this) + " " + of(selector.range()) + ")";
    }

    @Override
    public String visit(NumberLiteral literal) {
        return literal.value() + (literal.isDuration() ? "s" : "");
    }

    @Override
    public String visit(Paren paren) {
        return parens ? "[" + paren.inner().accept(this) + "]" : paren.inner().accept(this);
    }

    @Override
    public String visit(StringLiteral literal) {
        return "<" + literal.value() + ">";
    }

    @Override
    public String visit(Subquery subquery) {
        return "(subquery " + subquery.inner().accept(this) + " " + of(subquery.range()) + " " + of(subquery.step())
                + " " + subquery.at() + " " + of(subquery.offset()) + ")";
    }

    @Override
    public String visit(Unary unary) {
        return "(" + (unary.negates() ? "- " : "+ ") + unary.operand().accept(this) + ")";
    }

    @Override
    public String visit(VectorSelector selector) {
        return "(vector " + selector.name() + " "
                + selector.matchers().stream().map(String::valueOf).sorted().toList() + " " + selector.at() + " "
                + of(selector.offset()) + " " + selector.extension() + ")";
    }
}
