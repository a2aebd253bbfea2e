package dev.monitoring.core.query.syntax;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.model.Names;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes trees as PromQL on one line, just as Prometheus does: matchers in order of their text, one blank around operators,
 * clauses of aggregations in front. Confined to one thread.
 *
 * <p>What is written reads back to the same tree, but for the order of matchers.
 */
final class Printer implements ExprVisitor<Void> {
    static final String UNSIGNED_INFINITY = "Inf";

    private static final String[] UNITS = {"y", "w", "d", "h", "m", "s", "ms"};
    private static final long[] UNIT_MILLIS = {
        31_536_000_000L, 604_800_000L, 86_400_000L, 3_600_000L, 60_000L, 1_000L, 1L
    };

    /** Units greater than a day are used only where nothing remains: 90d, not 12w6d. */
    private static final int COARSE_UNITS = 2;

    private final StringBuilder text = new StringBuilder();

    /** How long each node's text is, where somebody wants to know. */
    private final @Nullable IdentityHashMap<Expr, Integer> lengths;

    private Printer(@Nullable IdentityHashMap<Expr, Integer> lengths) {
        this.lengths = lengths;
    }

    static String print(Expr expr) {
        Printer printer = new Printer(null);
        printer.write(expr);
        return printer.text.toString();
    }

    static String print(DurationExpr duration) {
        Printer printer = new Printer(null);
        printer.write(duration);
        return printer.text.toString();
    }

    /** The number of characters that each node of the tree takes when it is printed. */
    static IdentityHashMap<Expr, Integer> lengths(Expr expr) {
        IdentityHashMap<Expr, Integer> lengths = new IdentityHashMap<>();
        new Printer(lengths).write(expr);
        return lengths;
    }

    /** What stands before the parenthesis of an aggregation: {@code sum by (job) }. */
    static String head(Aggregation aggregation) {
        Printer printer = new Printer(null);
        printer.writeHead(aggregation);
        return printer.text.toString();
    }

    /** The operator with all that belongs to it: {@code == bool on (job)}. */
    static String operator(Binary binary) {
        Printer printer = new Printer(null);
        printer.writeOperator(binary);
        return printer.text.toString();
    }

    /** What stands behind the expression of a subquery: {@code [1h:1m] offset 5m}. */
    static String suffix(Subquery subquery) {
        Printer printer = new Printer(null);
        printer.writeSuffix(subquery);
        return printer.text.toString();
    }

    private void write(Expr expr) {
        int start = text.length();
        expr.accept(this);
        if (lengths != null) {
            lengths.put(expr, text.length() - start);
        }
    }

    @Override
    public Void visit(Aggregation aggregation) {
        writeHead(aggregation);
        text.append('(');
        if (aggregation.parameter() != null) {
            write(aggregation.parameter());
            text.append(", ");
        }
        write(aggregation.operand());
        text.append(')');
        return null;
    }

    private void writeHead(Aggregation aggregation) {
        text.append(aggregation.operator().word());
        if (aggregation.without() || !aggregation.labels().isEmpty()) {
            text.append(aggregation.without() ? " without " : " by ");
            writeLabels(aggregation.labels());
            text.append(' ');
        }
    }

    @Override
    public Void visit(Binary binary) {
        List<Binary> spine = binary.leftSpine();
        int start = text.length();
        writeFirst(spine.get(0));
        for (Binary step : spine) {
            text.append(' ');
            writeOperator(step);
            text.append(' ');
            write(step.right());
            if (lengths != null) {
                lengths.put(step, text.length() - start);
            }
        }
        return null;
    }

    private void writeFirst(Binary first) {
        if (isUnsignedInfinity(first)) {
            text.append(UNSIGNED_INFINITY);
            if (lengths != null) {
                lengths.put(first.left(), UNSIGNED_INFINITY.length());
            }
        } else {
            write(first.left());
        }
    }

    /** Whether the first operand is to be written as {@link #UNSIGNED_INFINITY}, because a sign would take in the power. */
    static boolean isUnsignedInfinity(Binary first) {
        return first.operator() == BinaryOperator.POWER
                && first.left() instanceof NumberLiteral literal
                && literal.value() == Double.POSITIVE_INFINITY;
    }

    private void writeOperator(Binary binary) {
        text.append(binary.operator().sign());
        if (binary.returnsBool()) {
            text.append(" bool");
        }
        VectorMatching matching = binary.matching();
        if (matching == null) {
            return;
        }
        if (matching.on() || !matching.labels().isEmpty() || matching.isGrouping()) {
            text.append(matching.on() ? " on " : " ignoring ");
            writeLabels(matching.labels());
        }
        if (matching.isGrouping()) {
            boolean left = matching.cardinality() == VectorMatching.Cardinality.MANY_TO_ONE;
            text.append(left ? " group_left " : " group_right ");
            writeLabels(matching.include());
        }
        writeFill(matching.fillLeft(), matching.fillRight());
    }

    private void writeFill(@Nullable Double left, @Nullable Double right) {
        if (left != null && left.equals(right)) {
            text.append(" fill (").append(number(left)).append(')');
            return;
        }
        if (left != null) {
            text.append(" fill_left (").append(number(left)).append(')');
        }
        if (right != null) {
            text.append(" fill_right (").append(number(right)).append(')');
        }
    }

    private void writeLabels(List<String> labels) {
        text.append('(');
        String separator = "";
        for (String label : labels) {
            text.append(separator).append(Names.isLabelName(label) ? label : quote(label));
            separator = ", ";
        }
        text.append(')');
    }

    @Override
    public Void visit(Call call) {
        text.append(call.function().name()).append('(');
        String separator = "";
        for (Expr argument : call.arguments()) {
            text.append(separator);
            write(argument);
            separator = ", ";
        }
        text.append(')');
        return null;
    }

    @Override
    public Void visit(MatrixSelector selector) {
        VectorSelector inner = selector.selector();
        writeSelection(inner);
        text.append('[');
        write(selector.range());
        text.append(']');
        writeExtension(inner);
        writeAt(inner.at());
        writeOffset(inner.offset());
        return null;
    }

    @Override
    public Void visit(NumberLiteral literal) {
        text.append(
                literal.isDuration() && isWholeMillis(literal.value())
                        ? duration(literal.value())
                        : number(literal.value()));
        return null;
    }

    @Override
    public Void visit(Paren paren) {
        text.append('(');
        write(paren.inner());
        text.append(')');
        return null;
    }

    @Override
    public Void visit(StringLiteral literal) {
        text.append(quote(literal.value()));
        return null;
    }

    @Override
    public Void visit(Subquery subquery) {
        write(subquery.inner());
        writeSuffix(subquery);
        return null;
    }

    private void writeSuffix(Subquery subquery) {
        text.append('[');
        write(subquery.range());
        text.append(':');
        if (subquery.step() != null) {
            write(subquery.step());
        }
        text.append(']');
        writeAt(subquery.at());
        writeOffset(subquery.offset());
    }

    @Override
    public Void visit(Unary unary) {
        text.append(unary.negates() ? '-' : '+');
        write(unary.operand());
        return null;
    }

    @Override
    public Void visit(VectorSelector selector) {
        writeSelection(selector);
        writeAt(selector.at());
        writeExtension(selector);
        writeOffset(selector.offset());
        return null;
    }

    private void writeSelection(VectorSelector selector) {
        text.append(selector.name());
        List<String> conditions = new ArrayList<>();
        for (Matcher matcher : selector.matchers()) {
            if (!isName(matcher, selector.name())) {
                conditions.add(condition(matcher));
            }
        }
        if (!conditions.isEmpty() || selector.name().isEmpty()) {
            conditions.sort(null);
            text.append('{').append(String.join(",", conditions)).append('}');
        }
    }

    private static boolean isName(Matcher matcher, String name) {
        return !name.isEmpty()
                && matcher.name().equals(Labels.METRIC_NAME)
                && matcher.operator() == Matcher.Operator.EQUAL
                && matcher.value().equals(name);
    }

    private static String condition(Matcher matcher) {
        String name = Names.isLabelName(matcher.name()) ? matcher.name() : quote(matcher.name());
        return name + matcher.operator().sign() + quote(matcher.value());
    }

    private void writeAt(@Nullable At at) {
        if (at == null) {
            return;
        }
        switch (at.kind()) {
            case TIMESTAMP ->
                text.append(" @ ")
                        .append(BigDecimal.valueOf(at.timestampMillis(), 3).toPlainString());
            case START -> text.append(" @ start()");
            case END -> text.append(" @ end()");
        }
    }

    private void writeExtension(VectorSelector selector) {
        if (selector.extension() != VectorSelector.Extension.NONE) {
            text.append(' ').append(selector.extension().word());
        }
    }

    private void writeOffset(@Nullable DurationExpr offset) {
        if (offset != null) {
            text.append(" offset ");
            write(offset);
        }
    }

    private void write(DurationExpr duration) {
        if (duration instanceof DurationExpr.Literal literal) {
            text.append(
                    literal.isDuration() && isWholeMillis(literal.seconds())
                            ? duration(literal.seconds())
                            : number(literal.seconds()));
        } else if (duration instanceof DurationExpr.Step) {
            text.append("step()");
        } else if (duration instanceof DurationExpr.Range) {
            text.append("range()");
        } else if (duration instanceof DurationExpr.Negation negation) {
            text.append('-');
            write(negation.operand());
        } else if (duration instanceof DurationExpr.Arithmetic arithmetic) {
            write(arithmetic.left());
            text.append(' ').append(arithmetic.operator().sign()).append(' ');
            write(arithmetic.right());
        } else if (duration instanceof DurationExpr.Extreme extreme) {
            text.append(extreme.isMax() ? "max_of(" : "min_of(");
            write(extreme.left());
            text.append(", ");
            write(extreme.right());
            text.append(')');
        } else if (duration instanceof DurationExpr.Parens parens) {
            text.append('(');
            write(parens.inner());
            text.append(')');
        }
    }

    static boolean isWholeMillis(double seconds) {
        double millis = seconds * 1e3;
        // Beyond 2^53 not every whole number is a double.
        return Math.abs(millis) < 0x1p53 && millis == Math.rint(millis) && Math.rint(millis) / 1e3 == seconds;
    }

    /** A whole number of milliseconds with units: {@code 1h30m}. */
    static String duration(double seconds) {
        long rest = Math.round(Math.abs(seconds) * 1e3);
        StringBuilder result = new StringBuilder(seconds < 0 ? "-" : "");
        if (rest == 0) {
            return result.append("0s").toString();
        }
        for (int unit = 0; unit < UNITS.length; unit++) {
            long count = rest / UNIT_MILLIS[unit];
            if (count > 0 && (unit >= COARSE_UNITS || rest % UNIT_MILLIS[unit] == 0)) {
                result.append(count).append(UNITS[unit]);
                rest -= count * UNIT_MILLIS[unit];
            }
        }
        return result.toString();
    }

    /** The fewest digits that read back to the same number, without exponent. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        BigDecimal exact = new BigDecimal(value);
        // Before Java 19, Double.toString may give a digit too many; begin there and take digits off.
        BigDecimal shortest = new BigDecimal(Double.toString(value));
        for (int digits = shortest.precision() - 1; digits > 0; digits--) {
            BigDecimal shorter = rounded(exact, digits, value);
            if (shorter == null) {
                break;
            }
            shortest = shorter;
        }
        return strip(shortest);
    }

    /** The nearest number of that many digits that reads back to the same value, if there is one. */
    private static @Nullable BigDecimal rounded(BigDecimal exact, int digits, double value) {
        // Below a power of two doubles lie closer together, so the nearest may fail where its neighbour does not.
        for (RoundingMode mode : List.of(RoundingMode.HALF_EVEN, RoundingMode.UP, RoundingMode.DOWN)) {
            BigDecimal candidate = exact.round(new MathContext(digits, mode));
            if (candidate.doubleValue() == value) {
                return candidate;
            }
        }
        return null;
    }

    private static String strip(BigDecimal value) {
        String plain = value.toPlainString();
        return plain.contains(".") ? plain.replaceFirst("\\.?0+$", "") : plain;
    }

    /** The text in double quotes, with the escapes that PromQL and Go share. */
    static String quote(String value) {
        StringBuilder quoted = new StringBuilder(value.length() + 2).append('"');
        value.codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> quoted.append("\\\\");
                case '"' -> quoted.append("\\\"");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case 0x07 -> quoted.append("\\a");
                case '\b' -> quoted.append("\\b");
                case '\f' -> quoted.append("\\f");
                case 0x0b -> quoted.append("\\v");
                default -> {
                    if (c < 0x20 || c == 0x7f) {
                        quoted.append(String.format(Locale.ROOT, "\\x%02x", c));
                    } else if (c != ' ' && !isPrintable(c)) {
                        quoted.append(String.format(Locale.ROOT, c > 0xffff ? "\\U%08x" : "\\u%04x", c));
                    } else {
                        quoted.appendCodePoint(c);
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> false;
            default -> true;
        };
    }
}
