package dev.monitoring.core.query.syntax;

import java.util.IdentityHashMap;
import java.util.List;

/**
 * Writes trees as PromQL on several lines, just as {@code /api/v1/format_query} of Prometheus does: what fits on a line of
 * 100 characters stays on one, what does not is parted, its parts one level further in. Confined to one thread.
 */
public final class PrettyPrinter implements ExprVisitor<Void> {
    private static final int MAX_LINE_LENGTH = 100;
    private static final String INDENT = "  ";

    /** Long chains of operators have as many levels as operators; the text would grow with the square of them. */
    private static final int MAX_INDENTED_LEVELS = 100;

    private final StringBuilder text = new StringBuilder();
    private final IdentityHashMap<Expr, Integer> lengths;
    private int level;

    private PrettyPrinter(Expr expr) {
        this.lengths = Printer.lengths(expr);
    }

    /** The query on as many lines as it needs. */
    public static String print(Expr expr) {
        PrettyPrinter printer = new PrettyPrinter(expr);
        expr.accept(printer);
        return printer.text.toString();
    }

    private boolean fits(Expr expr) {
        return lengths.getOrDefault(expr, 0) <= MAX_LINE_LENGTH;
    }

    private void indent() {
        text.append(INDENT.repeat(Math.min(level, MAX_INDENTED_LEVELS)));
    }

    private Void onOneLine(Expr expr) {
        indent();
        text.append(Printer.print(expr));
        return null;
    }

    /** The expressions one level further in, with commas between them, and the closing parenthesis. */
    private Void inner(List<Expr> exprs) {
        text.append("(\n");
        level++;
        String separator = "";
        for (Expr expr : exprs) {
            text.append(separator);
            expr.accept(this);
            separator = ",\n";
        }
        level--;
        text.append('\n');
        indent();
        text.append(')');
        return null;
    }

    @Override
    public Void visit(Aggregation aggregation) {
        if (fits(aggregation)) {
            return onOneLine(aggregation);
        }
        indent();
        text.append(Printer.head(aggregation));
        return inner(aggregation.children());
    }

    @Override
    public Void visit(Binary binary) {
        // Each operation on the left is one level further in than the one it is an operand of.
        List<Binary> spine = binary.leftSpine();
        int outermost = level;
        int first = 0;
        while (first < spine.size() && fits(spine.get(first))) {
            first++;
        }
        Expr innermost = first == 0 ? spine.get(0).left() : spine.get(first - 1);
        level = outermost + spine.size() - first;
        if (innermost instanceof Binary) {
            onOneLine(innermost);
        } else if (Printer.isUnsignedInfinity(spine.get(0))) {
            indent();
            text.append(Printer.UNSIGNED_INFINITY);
        } else {
            innermost.accept(this);
        }
        for (Binary step : spine.subList(first, spine.size())) {
            level--;
            text.append('\n');
            indent();
            text.append(Printer.operator(step)).append('\n');
            level++;
            step.right().accept(this);
            level--;
        }
        level = outermost;
        return null;
    }

    @Override
    public Void visit(Call call) {
        if (fits(call)) {
            return onOneLine(call);
        }
        indent();
        text.append(call.function().name());
        return inner(call.arguments());
    }

    @Override
    public Void visit(MatrixSelector selector) {
        return onOneLine(selector);
    }

    @Override
    public Void visit(NumberLiteral literal) {
        return onOneLine(literal);
    }

    @Override
    public Void visit(Paren paren) {
        if (fits(paren)) {
            return onOneLine(paren);
        }
        indent();
        return inner(paren.children());
    }

    @Override
    public Void visit(StringLiteral literal) {
        return onOneLine(literal);
    }

    @Override
    public Void visit(Subquery subquery) {
        if (fits(subquery)) {
            return onOneLine(subquery);
        }
        subquery.inner().accept(this);
        text.append(Printer.suffix(subquery));
        return null;
    }

    @Override
    public Void visit(Unary unary) {
        indent();
        text.append(unary.negates() ? '-' : '+');
        int start = text.length();
        unary.operand().accept(this);
        // The operand's own indentation would part it from its sign.
        int end = start;
        while (end < text.length() && text.charAt(end) == ' ') {
            end++;
        }
        text.delete(start, end);
        return null;
    }

    @Override
    public Void visit(VectorSelector selector) {
        return onOneLine(selector);
    }
}
