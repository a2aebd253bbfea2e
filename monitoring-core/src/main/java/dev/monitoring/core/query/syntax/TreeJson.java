package dev.monitoring.core.query.syntax;

import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.query.value.ValueType;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes trees as JSON, just as {@code /api/v1/parse_query} of Prometheus does: keys in alphabetical order, lengths of time in
 * milliseconds, zero where they depend on the query. Confined to one thread.
 *
 * <p>One chain of operators makes as many levels of JSON as it is long.
 */
public final class TreeJson implements ExprVisitor<Void> {
    private final StringBuilder text = new StringBuilder();

    private TreeJson() {}

    /** The tree as a JSON object. */
    public static String write(Expr expr) {
        TreeJson json = new TreeJson();
        expr.accept(json);
        return json.text.toString();
    }

    private void key(String key) {
        text.append(text.charAt(text.length() - 1) == '{' ? "" : ",");
        string(key);
        text.append(':');
    }

    private void string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ') {
                        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }

    private void field(String key, String value) {
        key(key);
        string(value);
    }

    private void field(String key, boolean value) {
        key(key);
        text.append(value);
    }

    private void field(String key, long value) {
        key(key);
        text.append(value);
    }

    private void field(String key, @Nullable Expr value) {
        key(key);
        if (value == null) {
            text.append("null");
        } else {
            value.accept(this);
        }
    }

    private void field(String key, List<String> values) {
        key(key);
        text.append('[');
        for (int i = 0; i < values.size(); i++) {
            text.append(i == 0 ? "" : ",");
            string(values.get(i));
        }
        text.append(']');
    }

    /** A number; what JSON has no number for becomes a text. */
    private void field(String key, @Nullable Double value) {
        key(key);
        if (value == null) {
            text.append("null");
        } else if (Double.isFinite(value)) {
            text.append(Printer.number(value));
        } else {
            string(Printer.number(value));
        }
    }

    private static long millis(@Nullable DurationExpr duration) {
        return duration instanceof DurationExpr.Literal literal ? literal.offsetMillis(0, 0) : 0;
    }

    private void open() {
        text.append('{');
    }

    private Void close() {
        text.append('}');
        return null;
    }

    @Override
    public Void visit(Aggregation aggregation) {
        open();
        field("expr", aggregation.operand());
        field("grouping", aggregation.labels());
        field("op", aggregation.operator().word());
        field("param", aggregation.parameter());
        field("type", "aggregation");
        field("without", aggregation.without());
        return close();
    }

    @Override
    public Void visit(Binary binary) {
        List<Binary> spine = binary.leftSpine();
        for (int i = spine.size() - 1; i >= 0; i--) {
            open();
            field("bool", spine.get(i).returnsBool());
            key("lhs");
        }
        spine.get(0).left().accept(this);
        for (Binary step : spine) {
            matching(step.matching());
            field("op", step.operator().sign());
            field("rhs", step.right());
            field("type", "binaryExpr");
            close();
        }
        return null;
    }

    private void matching(@Nullable VectorMatching matching) {
        key("matching");
        if (matching == null) {
            text.append("null");
            return;
        }
        open();
        field("card", matching.cardinality().words());
        key("fillValues");
        open();
        field("lhs", matching.fillLeft());
        field("rhs", matching.fillRight());
        close();
        field("include", matching.include());
        field("labels", matching.labels());
        field("on", matching.on());
        close();
    }

    @Override
    public Void visit(Call call) {
        FunctionSignature function = call.function();
        open();
        key("args");
        text.append('[');
        String separator = "";
        for (Expr argument : call.arguments()) {
            text.append(separator);
            argument.accept(this);
            separator = ",";
        }
        text.append(']');
        key("func");
        open();
        field("argTypes", function.argumentTypes().stream().map(ValueType::id).toList());
        field("name", function.name());
        field("returnType", function.returnType().id());
        field("variadic", function.variadic());
        close();
        field("type", "call");
        return close();
    }

    @Override
    public Void visit(MatrixSelector selector) {
        open();
        selection(selector.selector(), millis(selector.range()), "matrixSelector");
        return close();
    }

    @Override
    public Void visit(VectorSelector selector) {
        open();
        selection(selector, -1, "vectorSelector");
        return close();
    }

    /** The fields that both kinds of selectors have; {@code rangeMillis} is negative where there is no range. */
    private void selection(VectorSelector selector, long rangeMillis, String type) {
        field("anchored", selector.extension() == VectorSelector.Extension.ANCHORED);
        key("matchers");
        text.append('[');
        String separator = "";
        for (Matcher matcher : selector.matchers()) {
            text.append(separator);
            open();
            field("name", matcher.name());
            field("type", matcher.operator().sign());
            field("value", matcher.value());
            close();
            separator = ",";
        }
        text.append(']');
        field("name", selector.name());
        field("offset", millis(selector.offset()));
        if (rangeMillis >= 0) {
            field("range", rangeMillis);
        }
        field("smoothed", selector.extension() == VectorSelector.Extension.SMOOTHED);
        startOrEnd(selector.at());
        timestamp(selector.at());
        field("type", type);
    }

    private void startOrEnd(@Nullable At at) {
        key("startOrEnd");
        if (at == null || at.kind() == At.Kind.TIMESTAMP) {
            text.append("null");
        } else {
            string(at.kind().name().toLowerCase(Locale.ROOT));
        }
    }

    private void timestamp(@Nullable At at) {
        key("timestamp");
        text.append(at == null || at.kind() != At.Kind.TIMESTAMP ? "null" : String.valueOf(at.timestampMillis()));
    }

    @Override
    public Void visit(NumberLiteral literal) {
        open();
        field("type", "numberLiteral");
        field("val", Printer.number(literal.value()));
        return close();
    }

    @Override
    public Void visit(Paren paren) {
        open();
        field("expr", paren.inner());
        field("type", "parenExpr");
        return close();
    }

    @Override
    public Void visit(StringLiteral literal) {
        open();
        field("type", "stringLiteral");
        field("val", literal.value());
        return close();
    }

    @Override
    public Void visit(Subquery subquery) {
        open();
        field("expr", subquery.inner());
        field("offset", millis(subquery.offset()));
        field("range", millis(subquery.range()));
        startOrEnd(subquery.at());
        field("step", millis(subquery.step()));
        timestamp(subquery.at());
        field("type", "subquery");
        return close();
    }

    @Override
    public Void visit(Unary unary) {
        open();
        field("expr", unary.operand());
        field("op", unary.negates() ? "-" : "+");
        field("type", "unaryExpr");
        return close();
    }
}
