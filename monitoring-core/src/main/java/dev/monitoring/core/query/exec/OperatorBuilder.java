package dev.monitoring.core.query.exec;

import dev.monitoring.core.query.function.RangeFunctions;
import dev.monitoring.core.query.plan.Operation;
import dev.monitoring.core.query.plan.PlanNode;
import dev.monitoring.core.query.plan.PlanNode.Borders;
import dev.monitoring.core.query.plan.StepGrid;
import dev.monitoring.core.query.value.ValueType;
import dev.monitoring.core.series.Series;
import java.util.List;
import java.util.Objects;

/** Makes operators of the parts of a plan. Confined to one thread, for one grid. */
final class OperatorBuilder implements PlanNode.Visitor<Operator> {
    private final Context context;
    private final StepGrid grid;
    private final int steps;
    private final CallBuilder calls;
    private final AggregateBuilder aggregates;

    OperatorBuilder(Context context, StepGrid grid) {
        this.context = context;
        this.grid = grid;
        this.steps = context.steps(grid);
        this.calls = new CallBuilder(this);
        this.aggregates = new AggregateBuilder(this);
    }

    Context context() {
        return context;
    }

    StepGrid grid() {
        return grid;
    }

    int steps() {
        return steps;
    }

    Operator build(PlanNode node) {
        return node.accept(this);
    }

    /** The numbers a scalar part has at each step. */
    double[] row(PlanNode scalar) {
        return ScalarOperator.row(build(scalar));
    }

    @Override
    public Operator visit(PlanNode.Constant constant) {
        return new ConstantOperator(steps, constant.value());
    }

    @Override
    public Operator visit(PlanNode.Text text) {
        throw new IllegalArgumentException("text stands where the language has none");
    }

    @Override
    public Operator visit(PlanNode.Selector selector) {
        List<Series> series = context.select(selector.selection());
        if (selector.borders() == Borders.SMOOTHED) {
            return new SmoothedSelectorOperator(context, series, selector.shift(), grid, steps);
        }
        return new SelectorOperator(context, series, SelectorOperator.Aspect.VALUE, selector.shift(), grid, steps);
    }

    @Override
    public Operator visit(PlanNode.RangeSelector selector) {
        throw new IllegalArgumentException("a range vector stands where the language has none");
    }

    @Override
    public Operator visit(PlanNode.Subquery subquery) {
        throw new IllegalArgumentException("a range vector stands where the language has none");
    }

    @Override
    public Operator visit(PlanNode.Call call) {
        return RangeFunctions.has(call.function()) ? calls.ofRange(call) : calls.of(call);
    }

    @Override
    public Operator visit(PlanNode.Aggregate aggregate) {
        return aggregates.of(aggregate);
    }

    @Override
    public Operator visit(PlanNode.Binary binary) {
        Operator left = build(binary.left());
        Operator right = build(binary.right());
        Operation operation = binary.operation();
        boolean leftScalar = binary.left().type() == ValueType.SCALAR;
        boolean rightScalar = binary.right().type() == ValueType.SCALAR;
        if (leftScalar && rightScalar) {
            return new ScalarBinaryOperator(operation, left, right);
        }
        if (leftScalar || rightScalar) {
            if (operation.trims()) {
                return new Trimming(context, operation, leftScalar ? right : left, binary.position());
            }
            return VectorScalarOperator.of(
                    context,
                    operation,
                    leftScalar ? right : left,
                    leftScalar ? left : right,
                    leftScalar,
                    binary.returnsBool());
        }
        return operation.isSet()
                ? SetOperator.of(context, operation, left, right, Objects.requireNonNull(binary.matching()))
                : JoinOperator.of(
                        context,
                        operation,
                        binary.returnsBool(),
                        Objects.requireNonNull(binary.matching()),
                        left,
                        right,
                        binary.position());
    }

    @Override
    public Operator visit(PlanNode.Negation negation) {
        Operator operand = build(negation.operand());
        ElementOperator negated = new ElementOperator(operand, value -> -value);
        return negation.type() == ValueType.SCALAR ? negated : NamelessOperator.of(negated, context);
    }

    @Override
    public Operator visit(PlanNode.Plus plus) {
        return build(plus.operand());
    }

    @Override
    public Operator visit(PlanNode.Invariant invariant) {
        Operator inner =
                new OperatorBuilder(context, StepGrid.instant(invariant.timeMillis())).build(invariant.inner());
        return new InvariantOperator(inner, steps);
    }
}
