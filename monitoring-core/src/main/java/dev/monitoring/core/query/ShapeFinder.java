package dev.monitoring.core.query;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.query.syntax.Aggregation;
import dev.monitoring.core.query.syntax.AggregationOperator;
import dev.monitoring.core.query.syntax.Binary;
import dev.monitoring.core.query.syntax.BinaryOperator;
import dev.monitoring.core.query.syntax.Call;
import dev.monitoring.core.query.syntax.Expr;
import dev.monitoring.core.query.syntax.ExprVisitor;
import dev.monitoring.core.query.syntax.MatrixSelector;
import dev.monitoring.core.query.syntax.NumberLiteral;
import dev.monitoring.core.query.syntax.Paren;
import dev.monitoring.core.query.syntax.StringLiteral;
import dev.monitoring.core.query.syntax.Subquery;
import dev.monitoring.core.query.syntax.Unary;
import dev.monitoring.core.query.syntax.VectorMatching;
import dev.monitoring.core.query.syntax.VectorSelector;
import dev.monitoring.core.query.value.ValueType;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the shape of a tree's result, from the selectors up. What it does not know may have any label. Stateless. */
final class ShapeFinder implements ExprVisitor<ResultShape> {
    private static final Set<AggregationOperator> CHOOSING = Set.of(
            AggregationOperator.TOPK,
            AggregationOperator.BOTTOMK,
            AggregationOperator.LIMITK,
            AggregationOperator.LIMIT_RATIO);

    private static final Set<String> OVER_BUCKETS = Set.of("histogram_quantile", "histogram_fraction");
    private static final String BUCKET = "le";

    @Override
    public ResultShape visit(Aggregation aggregation) {
        ResultShape operand = aggregation.operand().accept(this);
        if (CHOOSING.contains(aggregation.operator())) {
            return operand;
        }
        Set<String> labels = Set.copyOf(aggregation.labels());
        ResultShape grouped = aggregation.without() ? operand.dropping(labels) : operand.keeping(labels);
        return aggregation.parameter() instanceof StringLiteral label ? grouped.adding(Set.of(label.value())) : grouped;
    }

    @Override
    public ResultShape visit(Binary binary) {
        List<Binary> spine = binary.leftSpine();
        ResultShape shape = spine.get(0).left().accept(this);
        for (Binary step : spine) {
            shape = joined(step, shape, step.right().accept(this));
        }
        return shape;
    }

    private static ResultShape joined(Binary step, ResultShape left, ResultShape right) {
        if (step.operator() == BinaryOperator.OR) {
            return left.or(right);
        }
        boolean filters = step.operator().isSet()
                || step.operator().isComparison() && !step.returnsBool() && step.type() != ValueType.SCALAR;
        boolean conditional = filters || left.isConditional() || right.isConditional();
        return labels(step, left, right).conditional(conditional);
    }

    private static ResultShape labels(Binary step, ResultShape left, ResultShape right) {
        VectorMatching matching = step.matching();
        if (matching == null) {
            return step.left().type() == ValueType.SCALAR ? right : left;
        }
        return switch (matching.cardinality()) {
            case MANY_TO_MANY -> left;
            case MANY_TO_ONE -> left.adding(Set.copyOf(matching.include()));
            case ONE_TO_MANY -> right.adding(Set.copyOf(matching.include()));
            case ONE_TO_ONE ->
                matching.on()
                        ? left.keeping(Set.copyOf(matching.labels()))
                        : left.dropping(Set.copyOf(matching.labels()));
        };
    }

    @Override
    public ResultShape visit(Call call) {
        String function = call.function().name();
        List<Expr> arguments = call.arguments();
        return switch (function) {
            case "absent", "absent_over_time" -> absent(arguments.get(0));
            case "label_replace", "label_join" ->
                arguments.get(1) instanceof StringLiteral label
                        ? arguments.get(0).accept(this).adding(Set.of(label.value()))
                        : ResultShape.ANYTHING;
            case "info" -> ResultShape.ANYTHING;
            case "scalar", "vector", "time" -> ResultShape.BARE;
            default -> {
                ResultShape shape = arguments.stream()
                        .filter(argument -> argument.type() == ValueType.VECTOR || argument.type() == ValueType.MATRIX)
                        .findFirst()
                        .map(argument -> argument.accept(this))
                        .orElse(ResultShape.BARE);
                yield OVER_BUCKETS.contains(function) ? shape.dropping(Set.of(BUCKET)) : shape;
            }
        };
    }

    /** The one element of {@code absent} has the labels that its selector asks to be equal to something. */
    private static ResultShape absent(Expr argument) {
        Expr inner = argument.withoutParens();
        List<Matcher> matchers = inner instanceof VectorSelector selector
                ? selector.matchers()
                : inner instanceof MatrixSelector matrix ? matrix.selector().matchers() : List.of();
        Set<String> labels = matchers.stream()
                .filter(matcher -> matcher.operator() == Matcher.Operator.EQUAL
                        && !matcher.name().equals(Labels.METRIC_NAME))
                .map(Matcher::name)
                .collect(Collectors.toSet());
        return ResultShape.BARE.adding(labels).conditional(true);
    }

    @Override
    public ResultShape visit(MatrixSelector selector) {
        return ResultShape.ANYTHING;
    }

    @Override
    public ResultShape visit(NumberLiteral literal) {
        return ResultShape.BARE;
    }

    @Override
    public ResultShape visit(Paren paren) {
        return paren.withoutParens().accept(this);
    }

    @Override
    public ResultShape visit(StringLiteral literal) {
        return ResultShape.BARE;
    }

    @Override
    public ResultShape visit(Subquery subquery) {
        return subquery.inner().accept(this);
    }

    @Override
    public ResultShape visit(Unary unary) {
        return unary.operand().accept(this);
    }

    @Override
    public ResultShape visit(VectorSelector selector) {
        return ResultShape.ANYTHING;
    }
}
