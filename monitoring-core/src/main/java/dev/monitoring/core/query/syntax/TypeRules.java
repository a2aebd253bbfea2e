package dev.monitoring.core.query.syntax;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules that well-formed text must keep besides: types of operands and arguments, and which clauses go together.
 * Confined to one thread.
 *
 * <p>Faults are kept rather than thrown, because a fault in the form of the text that comes later is told first, as in
 * Prometheus.
 */
final class TypeRules {
    private static final String INFO = "info";
    private static final String EMPTY_SELECTOR = "vector selector must contain at least one non-empty matcher;"
            + " name a metric, or a label that is there, such as {job=~\".+\"}";

    private record Fault(Position position, String message) {}

    private final List<Fault> faults = new ArrayList<>();

    /** The first fault, if there is one. */
    void throwFirst() {
        if (!faults.isEmpty()) {
            Fault first = faults.get(0);
            throw QueryException.parse(first.position(), first.message());
        }
    }

    private void add(Position position, String message) {
        faults.add(new Fault(position, message));
    }

    void check(VectorSelector selector) {
        if (!selector.name().isEmpty()) {
            for (Matcher matcher :
                    selector.matchers().subList(0, selector.matchers().size() - 1)) {
                if (matcher.name().equals(Labels.METRIC_NAME)) {
                    add(
                            selector.position(),
                            "metric name must not be set twice: " + Printer.quote(selector.name()) + " or "
                                    + Printer.quote(matcher.value()));
                }
            }
        } else if (selector.matchers().stream().allMatch(matcher -> matcher.matches(""))) {
            add(selector.position(), EMPTY_SELECTOR);
        }
    }

    void check(Unary unary) {
        if (!isArithmetic(unary.type())) {
            add(
                    unary.position(),
                    "unary expression only allowed on expressions of type scalar or instant vector, got "
                            + Printer.quote(unary.type().title()));
        }
    }

    private static boolean isArithmetic(ValueType type) {
        return type == ValueType.SCALAR || type == ValueType.VECTOR;
    }

    void check(Aggregation aggregation) {
        expect(aggregation.operand(), ValueType.VECTOR, "aggregation expression");
        Expr parameter = aggregation.parameter();
        if (parameter != null) {
            expect(parameter, aggregation.operator().parameterType().orElseThrow(), "aggregation parameter");
        }
    }

    private void expect(Expr expr, ValueType type, String context) {
        if (expr.type() != type) {
            add(
                    expr.position(),
                    "expected type " + type.title() + " in " + context + ", got "
                            + expr.type().title() + remedy(type, expr.type()));
        }
    }

    private static String remedy(ValueType expected, ValueType found) {
        if (expected == ValueType.MATRIX && found == ValueType.VECTOR) {
            return "; add a range such as [5m]";
        }
        if (expected == ValueType.VECTOR && found == ValueType.MATRIX) {
            return "; put a function over time around it, such as rate or avg_over_time";
        }
        if (expected == ValueType.VECTOR && found == ValueType.SCALAR) {
            return "; vector() makes one";
        }
        if (expected == ValueType.SCALAR && found == ValueType.VECTOR) {
            return "; scalar() makes one";
        }
        return "";
    }

    void check(Call call) {
        FunctionSignature function = call.function();
        int given = call.arguments().size();
        String tail = " argument(s) in call to " + Printer.quote(function.name()) + ", got " + given;
        if (function.variadic() == 0 && given != function.minArguments()) {
            add(call.position(), "expected " + function.minArguments() + tail);
        } else if (given < function.minArguments()) {
            add(call.position(), "expected at least " + function.minArguments() + tail);
        } else if (given > function.maxArguments()) {
            add(call.position(), "expected at most " + function.maxArguments() + tail);
        }
        if (function.name().equals(INFO) && given > 1) {
            checkInfoLabels(call);
        }
        int checked = function.variadic() == 0
                ? Math.min(given, function.argumentTypes().size())
                : given;
        for (int i = 0; i < checked; i++) {
            expect(
                    call.arguments().get(i),
                    function.argumentType(i),
                    "call to function " + Printer.quote(function.name()));
        }
    }

    private void checkInfoLabels(Call call) {
        Expr labels = call.arguments().get(1);
        if (!(labels instanceof VectorSelector selector)) {
            add(labels.position(), "expected label selectors only");
        } else if (!selector.name().isEmpty()) {
            add(labels.position(), "expected label selectors only, got vector selector instead");
        } else {
            // Here the selector only narrows down which labels are joined; it may fit everything.
            faults.removeIf(fault ->
                    fault.message().equals(EMPTY_SELECTOR) && fault.position().equals(labels.position()));
        }
    }

    /**
     * Checks the matching of a binary operation.
     *
     * @return the matching that counts: none unless both operands are vectors
     */
    @Nullable
    VectorMatching check(
            Expr left, BinaryOperator operator, boolean returnsBool, VectorMatching matching, Expr right, Position at) {
        boolean vectors = left.type() == ValueType.VECTOR && right.type() == ValueType.VECTOR;
        boolean scalars = left.type() == ValueType.SCALAR && right.type() == ValueType.SCALAR;
        Position whole = new Position(
                left.position().start(),
                right.position().end(),
                left.position().line(),
                left.position().column());
        if (returnsBool && !operator.isComparison()) {
            add(at, "bool modifier can only be used on comparison operators");
        }
        if (operator.isComparison() && !returnsBool && scalars) {
            add(at, "comparisons between scalars must use BOOL modifier; write " + operator.sign() + " bool");
        }
        if (matching.on()) {
            matching.labels().stream()
                    .filter(matching.include()::contains)
                    .forEach(label -> add(
                            at, "label " + Printer.quote(label) + " must not occur in ON and GROUP clause at once"));
        }
        for (Expr operand : List.of(left, right)) {
            if (!isArithmetic(operand.type())) {
                add(
                        operand.position(),
                        "binary expression must contain only scalar and instant vector types; this side is a "
                                + operand.type().title());
            }
        }
        boolean fills = matching.fillLeft() != null || matching.fillRight() != null;
        if (!vectors) {
            if (!matching.labels().isEmpty()) {
                add(whole, "vector matching only allowed between instant vectors");
            }
            if (fills) {
                add(whole, "filling in missing series only allowed between instant vectors");
            }
            if (operator.isSet()) {
                add(
                        whole,
                        "set operator " + Printer.quote(operator.sign()) + " not allowed in binary scalar expression;"
                                + " both sides must be instant vectors");
            }
            return null;
        }
        return operator.isSet() ? checkSet(operator, matching, fills, whole) : matching;
    }

    private VectorMatching checkSet(
            BinaryOperator operator, VectorMatching matching, boolean fills, Position position) {
        if (matching.isGrouping()) {
            add(position, "no grouping allowed for " + Printer.quote(operator.sign()) + " operation");
        }
        if (fills) {
            add(position, "filling in missing series not allowed for set operators");
        }
        return new VectorMatching(
                VectorMatching.Cardinality.MANY_TO_MANY, matching.on(), matching.labels(), List.of(), null, null);
    }
}
