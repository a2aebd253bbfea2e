package dev.monitoring.core.query.exec;

import dev.monitoring.core.query.exec.ChoiceOperator.Choice;
import dev.monitoring.core.query.function.Accumulators;
import dev.monitoring.core.query.function.MathFunctions;
import dev.monitoring.core.query.function.NumberText;
import dev.monitoring.core.query.function.Remarks;
import dev.monitoring.core.query.plan.PlanNode;
import dev.monitoring.core.query.plan.PlanNode.Aggregate;
import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.QueryException;
import java.util.Objects;

/** Makes operators of aggregations, after looking at their parameters. */
final class AggregateBuilder {
    private static final double LONG_RANGE = 0x1p63;

    private final OperatorBuilder builder;

    AggregateBuilder(OperatorBuilder builder) {
        this.builder = builder;
    }

    Operator of(Aggregate aggregate) {
        Context context = builder.context();
        if (aggregate.operator().equals("count_values")) {
            return countValues(aggregate);
        }
        double[] parameter = aggregate.parameter() == null ? new double[0] : builder.row(aggregate.parameter());
        Operator input = builder.build(aggregate.operand());
        if (input.size() == 0 && aggregate.parameter() == null) {
            return new EmptyOperator(input.steps());
        }
        return switch (aggregate.operator()) {
            case "quantile" -> {
                context.remarkOnQuantiles(parameter, parameterPosition(aggregate));
                yield new QuantileOperator(context, input, grouping(aggregate, input), parameter);
            }
            case "topk" -> choice(aggregate, input, parameter, Choice.LARGEST);
            case "bottomk" -> choice(aggregate, input, parameter, Choice.SMALLEST);
            case "limitk" -> choice(aggregate, input, parameter, Choice.FIRST);
            case "limit_ratio" -> limitRatio(input, parameter, parameterPosition(aggregate));
            default ->
                new AggregateOperator(
                        input,
                        grouping(aggregate, input),
                        Accumulators.of(
                                aggregate.operator(),
                                input.steps(),
                                context.options().version2()));
        };
    }

    private static Grouping grouping(Aggregate aggregate, Operator input) {
        return Grouping.of(input, aggregate.without(), aggregate.labels());
    }

    private static Position parameterPosition(Aggregate aggregate) {
        return Objects.requireNonNull(aggregate.parameter()).position();
    }

    private Operator countValues(Aggregate aggregate) {
        if (!(aggregate.parameter() instanceof PlanNode.Text label)) {
            throw new IllegalArgumentException("the parameter of count_values is no text");
        }
        if (label.value().isEmpty()) {
            throw QueryException.execution(label.position(), "invalid label name \"\"");
        }
        return CountValuesOperator.of(
                builder.context(),
                builder.build(aggregate.operand()),
                aggregate.without(),
                aggregate.labels(),
                label.value());
    }

    private Operator choice(Aggregate aggregate, Operator input, double[] wanted, Choice choice) {
        double most = max(wanted);
        if (most < 1) {
            return new EmptyOperator(input.steps());
        }
        Position position = parameterPosition(aggregate);
        if (Double.isNaN(most) || Double.isNaN(min(wanted))) {
            throw QueryException.execution(position, "Parameter value is NaN");
        }
        if (min(wanted) <= -LONG_RANGE) {
            throw QueryException.execution(
                    position, "Scalar value " + NumberText.general(min(wanted)) + " underflows int64");
        }
        if (most >= LONG_RANGE) {
            throw QueryException.execution(position, "Scalar value " + NumberText.general(most) + " overflows int64");
        }
        return new ChoiceOperator(builder.context(), input, grouping(aggregate, input), choice, wanted);
    }

    private Operator limitRatio(Operator input, double[] ratios, Position position) {
        double least = min(ratios);
        double most = max(ratios);
        if (least == 0 && most == 0) {
            return new EmptyOperator(input.steps());
        }
        if (Double.isNaN(least) || Double.isNaN(most)) {
            throw QueryException.execution(position, "Ratio value is NaN");
        }
        if (most > 1) {
            builder.context().remark(Remarks.invalidRatio(most, 1, position));
        }
        if (least < -1) {
            builder.context().remark(Remarks.invalidRatio(least, -1, position));
        }
        return new LimitRatioOperator(input, ratios);
    }

    private static double max(double[] values) {
        double max = values.length == 0 ? 0 : values[0];
        for (double value : values) {
            max = MathFunctions.max(max, value);
        }
        return max;
    }

    private static double min(double[] values) {
        double min = values.length == 0 ? 0 : values[0];
        for (double value : values) {
            min = MathFunctions.min(min, value);
        }
        return min;
    }
}
