package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.query.exec.SelectorOperator.Aspect;
import dev.monitoring.core.query.function.Absent;
import dev.monitoring.core.query.function.CalendarFunctions;
import dev.monitoring.core.query.function.CallSite;
import dev.monitoring.core.query.function.LabelReplacement;
import dev.monitoring.core.query.function.MathFunctions;
import dev.monitoring.core.query.function.NumberText;
import dev.monitoring.core.query.function.RangeFunction;
import dev.monitoring.core.query.function.RangeFunctions;
import dev.monitoring.core.query.function.Remarks;
import dev.monitoring.core.query.function.WindowShape;
import dev.monitoring.core.query.function.Windows;
import dev.monitoring.core.query.plan.PlanNode;
import dev.monitoring.core.query.plan.PlanNode.Borders;
import dev.monitoring.core.query.plan.PlanNode.Call;
import dev.monitoring.core.query.plan.StepGrid;
import dev.monitoring.core.query.plan.TimeShift;
import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.ValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;

/** Makes operators of function calls. */
final class CallBuilder {
    private final OperatorBuilder builder;

    CallBuilder(OperatorBuilder builder) {
        this.builder = builder;
    }

    /** A function of a range vector, which is the one argument that is no scalar. */
    Operator ofRange(Call call) {
        List<double[]> parameters = new ArrayList<>();
        PlanNode range = call.arguments().get(0);
        for (PlanNode argument : call.arguments()) {
            if (argument.type() == ValueType.MATRIX) {
                range = argument;
            } else {
                parameters.add(builder.row(argument));
            }
        }
        Operator operator = overRange(call, parameters, range);
        return call.function().equals("absent_over_time")
                ? new AbsentOperator(operator, equalityLabels(range), true)
                : operator;
    }

    private Operator overRange(Call call, List<double[]> parameters, PlanNode range) {
        Context context = builder.context();
        Borders borders = range instanceof PlanNode.RangeSelector selector ? selector.borders() : Borders.PLAIN;
        RangeFunction function = RangeFunctions.of(new RangeFunctions.Request(
                call.function(),
                parameters,
                RangeFunctions.Borders.valueOf(borders.name()),
                context.options().version2(),
                site(call)));
        if (range instanceof PlanNode.RangeSelector selector) {
            WindowShape shape = shape(selector.shift(), selector.rangeMillis(), borders);
            SelectorSource source =
                    new SelectorSource(context, context.select(selector.selection()), firstOf(shape), lastOf(shape));
            return RangeFunctionOperator.of(
                    context, call.function(), source, windows(shape), function, range.position());
        }
        PlanNode.Subquery subquery = (PlanNode.Subquery) range;
        Operator inner = new OperatorBuilder(context, subquery.grid()).build(subquery.inner());
        SubquerySource source = new SubquerySource(context, inner, subquery.grid());
        WindowShape shape = shape(subquery.shift(), subquery.rangeMillis(), Borders.PLAIN);
        return RangeFunctionOperator.of(context, call.function(), source, windows(shape), function, range.position());
    }

    private CallSite site(Call call) {
        return new CallSite(
                call.position(),
                call.arguments().stream().map(PlanNode::position).toList(),
                builder.context()::remark);
    }

    private Windows windows(WindowShape shape) {
        return new Windows(shape, builder.context().interrupt()::check);
    }

    private WindowShape shape(TimeShift shift, long range, Borders borders) {
        ExecutionOptions options = builder.context().options();
        StepGrid grid = builder.grid();
        return new WindowShape(
                builder.steps(),
                grid.start(),
                grid.step(),
                shift.apply(grid.start()),
                shift.stride(grid),
                range,
                borders == Borders.PLAIN ? 0 : options.lookbackMillis(),
                borders == Borders.SMOOTHED ? options.lookbackMillis() : 0,
                options.version2());
    }

    private static long firstOf(WindowShape shape) {
        return shape.firstEnd() - shape.range() - shape.reachBack() + (shape.leftClosed() ? 0 : 1);
    }

    private static long lastOf(WindowShape shape) {
        return shape.firstEnd() + (shape.steps() - 1) * shape.endStride() + shape.reachAhead();
    }

    /** The labels that a selector's equality matchers fix, each by one matcher; none for other expressions. */
    private Labels equalityLabels(PlanNode node) {
        int selection;
        if (node instanceof PlanNode.Invariant invariant) {
            return equalityLabels(invariant.inner());
        } else if (node instanceof PlanNode.Selector selector) {
            selection = selector.selection();
        } else if (node instanceof PlanNode.RangeSelector selector) {
            selection = selector.selection();
        } else {
            return Labels.EMPTY;
        }
        Labels labels = Labels.EMPTY;
        Set<String> seen = new HashSet<>();
        for (Matcher matcher : builder.context().selection(selection).matchers()) {
            String name = matcher.name();
            if (!name.equals(Labels.METRIC_NAME)) {
                boolean fixes = matcher.operator() == Matcher.Operator.EQUAL && seen.add(name);
                labels = fixes ? labels.with(name, matcher.value()) : labels.without(name);
            }
        }
        return labels;
    }

    Operator of(Call call) {
        Optional<DoubleUnaryOperator> math = MathFunctions.find(call.function());
        if (math.isPresent()) {
            return nameless(new ElementOperator(argument(call, 0), math.get()));
        }
        Optional<DoubleUnaryOperator> calendar = CalendarFunctions.find(call.function());
        if (calendar.isPresent()) {
            Operator moments = call.arguments().isEmpty()
                    ? new VectorOfScalarOperator(new TimeOperator(builder.steps(), builder.grid()))
                    : argument(call, 0);
            return nameless(new ElementOperator(moments, calendar.get()));
        }
        return ofName(call);
    }

    private Operator ofName(Call call) {
        return switch (call.function()) {
            case "time" -> new TimeOperator(builder.steps(), builder.grid());
            case "pi" -> new ConstantOperator(builder.steps(), Math.PI);
            case "min_of", "max_of" -> extremeOf(call);
            case "scalar" -> new ScalarOfVectorOperator(argument(call, 0));
            case "vector" -> new VectorOfScalarOperator(argument(call, 0));
            case "absent" ->
                new AbsentOperator(
                        argument(call, 0), equalityLabels(call.arguments().get(0)), false);
            case "timestamp" -> timestamp(call, Aspect.TIME);
            case "start_timestamp" -> timestamp(call, Aspect.START);
            case "round" -> round(call);
            case "clamp" -> clamp(call, row(call, 1), row(call, 2));
            case "clamp_min" -> clamp(call, row(call, 1), constant(Double.POSITIVE_INFINITY));
            case "clamp_max" -> clamp(call, constant(Double.NEGATIVE_INFINITY), row(call, 1));
            case "sort", "sort_desc", "sort_by_label", "sort_by_label_desc" -> sort(call);
            case "label_replace", "label_join" -> RelabelOperator.of(argument(call, 0), replacement(call));
            case "histogram_quantile" -> histogramQuantile(call);
            case "histogram_quantiles" -> histogramQuantiles(call);
            case "histogram_fraction" -> histogramFraction(call);
            case "histogram_count", "histogram_sum", "histogram_avg", "histogram_stddev", "histogram_stdvar" ->
                throw QueryException.execution(
                        call.position(),
                        call.function() + " works on native histograms, which are not kept here; of a classic"
                                + " histogram query the series ending in _count, _sum and _bucket");
            case "info" -> InfoOperator.of(builder, call);
            default ->
                throw QueryException.execution(
                        call.position(), "function " + call.function() + " is not known to this engine");
        };
    }

    private Operator argument(Call call, int index) {
        return builder.build(call.arguments().get(index));
    }

    private double[] row(Call call, int index) {
        return builder.row(call.arguments().get(index));
    }

    private double[] constant(double value) {
        return ScalarOperator.row(new ConstantOperator(builder.steps(), value));
    }

    private static String text(Call call, int index) {
        if (call.arguments().get(index) instanceof PlanNode.Text text) {
            return text.value();
        }
        throw new IllegalArgumentException("argument " + index + " of " + call.function() + " is no text");
    }

    private Operator nameless(Operator operator) {
        return NamelessOperator.of(operator, builder.context());
    }

    private Operator extremeOf(Call call) {
        double[] a = row(call, 0);
        double[] b = row(call, 1);
        boolean largest = call.function().equals("max_of");
        return new ScalarOperator(builder.steps()) {
            @Override
            void compute(double[] out) {
                for (int step = 0; step < steps(); step++) {
                    out[step] = largest ? MathFunctions.max(a[step], b[step]) : MathFunctions.min(a[step], b[step]);
                }
            }
        };
    }

    private Operator timestamp(Call call, Aspect aspect) {
        if (call.arguments().get(0) instanceof PlanNode.Selector selector && selector.borders() == Borders.PLAIN) {
            return nameless(new SelectorOperator(
                    builder.context(),
                    builder.context().select(selector.selection()),
                    aspect,
                    selector.shift(),
                    builder.grid(),
                    builder.steps()));
        }
        if (aspect == Aspect.START) {
            return nameless(new StepFunctionOperator(argument(call, 0), (value, step) -> 0));
        }
        double[] times = ScalarOperator.row(new TimeOperator(builder.steps(), builder.grid()));
        return nameless(new StepFunctionOperator(argument(call, 0), (value, step) -> times[step]));
    }

    private Operator round(Call call) {
        double[] multiples = call.arguments().size() > 1 ? row(call, 1) : constant(1);
        return nameless(new StepFunctionOperator(
                argument(call, 0), (value, step) -> MathFunctions.round(value, multiples[step])));
    }

    private Operator clamp(Call call, double[] min, double[] max) {
        return nameless(new StepFunctionOperator(
                argument(call, 0),
                (value, step) ->
                        max[step] < min[step] ? Absent.VALUE : MathFunctions.clamp(value, min[step], max[step])));
    }

    private Operator sort(Call call) {
        Operator input = argument(call, 0);
        if (builder.context().isRangeQuery()) {
            builder.context().remark(Remarks.sortInRangeQuery(call.position()));
        }
        if (input.steps() != 1) {
            return input;
        }
        boolean descending = call.function().endsWith("_desc");
        if (!call.function().startsWith("sort_by_label")) {
            return SortOperator.byValue(input, descending);
        }
        List<String> names = new ArrayList<>();
        for (int i = 1; i < call.arguments().size(); i++) {
            names.add(text(call, i));
        }
        return SortOperator.byLabels(input, names, descending);
    }

    private LabelReplacement replacement(Call call) {
        Position position = call.position();
        if (call.function().equals("label_replace")) {
            return LabelReplacement.replace(text(call, 1), text(call, 2), text(call, 3), text(call, 4), position);
        }
        List<String> sources = new ArrayList<>();
        for (int i = 3; i < call.arguments().size(); i++) {
            sources.add(text(call, i));
        }
        return LabelReplacement.join(text(call, 1), text(call, 2), sources, position);
    }

    private Operator histogramQuantile(Call call) {
        double[] quantiles = row(call, 0);
        builder.context().remarkOnQuantiles(quantiles, call.arguments().get(0).position());
        return quantilesOf(argument(call, 1), quantiles, call.arguments().get(1).position());
    }

    private Operator quantilesOf(Operator buckets, double[] quantiles, Position vector) {
        StepGrid grid = builder.grid();
        HistogramOperator.HistogramFunction function =
                (histogram, step) -> histogram.quantile(quantiles[step], grid.time(step));
        return nameless(new HistogramOperator(builder.context(), buckets, function, vector));
    }

    private Operator histogramQuantiles(Call call) {
        List<Operator> parts = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int i = 2; i < call.arguments().size(); i++) {
            double[] quantiles = row(call, i);
            builder.context()
                    .remarkOnQuantiles(quantiles, call.arguments().get(i).position());
            parts.add(quantilesOf(
                    argument(call, 0), quantiles, call.arguments().get(0).position()));
            texts.add(NumberText.openMetrics(quantiles.length == 0 ? Double.NaN : quantiles[0]));
        }
        return ConcatOperator.of(parts, text(call, 1), texts);
    }

    private Operator histogramFraction(Call call) {
        double[] lower = row(call, 0);
        double[] upper = row(call, 1);
        HistogramOperator.HistogramFunction function =
                (histogram, step) -> histogram.fraction(lower[step], upper[step]);
        return nameless(new HistogramOperator(
                builder.context(),
                argument(call, 2),
                function,
                call.arguments().get(2).position()));
    }
}
