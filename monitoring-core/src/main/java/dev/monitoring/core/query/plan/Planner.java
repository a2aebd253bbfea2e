package dev.monitoring.core.query.plan;

import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.query.plan.PlanNode.Borders;
import dev.monitoring.core.query.syntax.Aggregation;
import dev.monitoring.core.query.syntax.At;
import dev.monitoring.core.query.syntax.Binary;
import dev.monitoring.core.query.syntax.Call;
import dev.monitoring.core.query.syntax.DurationExpr;
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
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes plans of trees. Confined to one thread, for one plan.
 *
 * <p>What a part means depends on when it is computed, so the planner carries the grid of the part it is in: the query's own,
 * within a subquery the subquery's, and within a part that is the same at every step a single moment.
 */
public final class Planner implements ExprVisitor<PlanNode> {
    /**
     * How many operators may hang below each other. Each costs the thread that runs the query some stack, at most about half a
     * kilobyte.
     */
    private static final int MAX_DEPTH = 500;

    private static final double MILLIS_PER_SECOND = 1000;

    /** Functions of the moment of evaluation, even where their arguments are the same at every step. */
    private static final Set<String> OF_THE_MOMENT = Set.of(
            "days_in_month",
            "day_of_month",
            "day_of_week",
            "day_of_year",
            "hour",
            "minute",
            "month",
            "year",
            "predict_linear",
            "time",
            "timestamp");

    private final StepGrid query;
    private final boolean instant;
    private final PlanOptions options;
    private final Map<List<Matcher>, Integer> selectionIndexes = new HashMap<>();
    private final List<Selection> selections = new ArrayList<>();
    private StepGrid grid;
    private int depth;

    private Planner(StepGrid query, boolean instant, PlanOptions options) {
        this.query = query;
        this.instant = instant;
        this.options = options;
        this.grid = query;
    }

    /**
     * The plan of an expression.
     *
     * @param instant whether it is asked for a moment, so that {@code step()} is zero
     * @throws QueryException if a duration is not greater than zero, or operators hang too deep
     */
    public static Plan plan(Expr expression, StepGrid grid, boolean instant, PlanOptions options) {
        Planner planner = new Planner(grid, instant, options);
        PlanNode root = planner.planned(expression);
        return new Plan(root, grid, planner.selections);
    }

    /** The part's plan, marked as invariant where it is that and more than one step would compute it. */
    private PlanNode planned(Expr expression) {
        if (grid.isInstant() || !isWorthOnce(expression) || !Invariance.of(expression)) {
            return nested(expression);
        }
        StepGrid outer = grid;
        grid = StepGrid.instant(outer.start());
        PlanNode inner = nested(expression);
        grid = outer;
        return new PlanNode.Invariant(inner, outer.start());
    }

    private static boolean isWorthOnce(Expr expression) {
        return expression.type() != ValueType.MATRIX
                && expression.type() != ValueType.STRING
                && !(expression instanceof NumberLiteral);
    }

    private PlanNode nested(Expr expression) {
        requireDepth(expression, ++depth);
        PlanNode node = expression.accept(this);
        depth--;
        return node;
    }

    private static void requireDepth(Expr expression, int depth) {
        if (depth > MAX_DEPTH) {
            throw new QueryException(
                    QueryException.Code.BAD_DATA,
                    expression.position(),
                    expression.position() + ": more than " + MAX_DEPTH
                            + " operators hang below each other; split the expression, or use an aggregation");
        }
    }

    @Override
    public PlanNode visit(NumberLiteral literal) {
        return new PlanNode.Constant(literal.value(), literal.position());
    }

    @Override
    public PlanNode visit(StringLiteral literal) {
        return new PlanNode.Text(literal.value(), literal.position());
    }

    @Override
    public PlanNode visit(Paren paren) {
        return nested(paren.inner());
    }

    @Override
    public PlanNode visit(Unary unary) {
        PlanNode operand = planned(unary.operand());
        return unary.negates()
                ? new PlanNode.Negation(operand, unary.position())
                : new PlanNode.Plus(operand, unary.position());
    }

    @Override
    public PlanNode visit(VectorSelector selector) {
        TimeShift shift = shift(selector.at(), selector.offset());
        Borders borders = borders(selector.extension());
        int selection = select(selector.matchers(), shift, options.lookbackMillis(), 0, borders);
        return new PlanNode.Selector(selection, shift, borders, selector.position());
    }

    @Override
    public PlanNode visit(MatrixSelector matrix) {
        VectorSelector selector = matrix.selector();
        TimeShift shift = shift(selector.at(), selector.offset());
        long range = positive(matrix.range());
        Borders borders = borders(selector.extension());
        long back = borders == Borders.PLAIN ? 0 : options.lookbackMillis();
        int selection = select(selector.matchers(), shift, range, back, borders);
        return new PlanNode.RangeSelector(selection, shift, borders, range, matrix.position());
    }

    private static Borders borders(VectorSelector.Extension extension) {
        return switch (extension) {
            case NONE -> Borders.PLAIN;
            case ANCHORED -> Borders.ANCHORED;
            case SMOOTHED -> Borders.SMOOTHED;
        };
    }

    /** The index of the selection with these matchers, made to reach over what the selector reads. */
    private int select(List<Matcher> matchers, TimeShift shift, long window, long back, Borders borders) {
        long min = shift.apply(grid.start()) - window - back + (options.version2() ? 0 : 1);
        long max = shift.apply(grid.end()) + (borders == Borders.SMOOTHED ? options.lookbackMillis() : 0);
        Integer known = selectionIndexes.putIfAbsent(matchers, selections.size());
        if (known == null) {
            selections.add(new Selection(matchers, min, max));
            return selections.size() - 1;
        }
        selections.set(known, selections.get(known).including(min, max));
        return known;
    }

    @Override
    public PlanNode visit(Subquery subquery) {
        TimeShift shift = shift(subquery.at(), subquery.offset());
        long range = positive(subquery.range());
        DurationExpr given = subquery.step();
        long step = given == null ? options.subqueryStepMillis() : positive(given);
        long after = shift.apply(grid.start()) - range;
        long start = Math.floorDiv(after, step) * step;
        if (options.version2() ? start < after : start <= after) {
            start += step;
        }
        StepGrid outer = grid;
        grid = new StepGrid(start, shift.apply(outer.end()), step);
        PlanNode inner = planned(subquery.inner());
        StepGrid own = grid;
        grid = outer;
        return new PlanNode.Subquery(inner, own, shift, range, subquery.position());
    }

    private long positive(DurationExpr duration) {
        return duration.positiveMillis(stepOfQuery(), query.end() - query.start());
    }

    private long stepOfQuery() {
        return instant ? 0 : query.step();
    }

    private TimeShift shift(@Nullable At at, @Nullable DurationExpr offset) {
        Long pinned = at == null ? null : at.resolve(query.start(), query.end());
        long length = query.end() - query.start();
        return new TimeShift(pinned, offset == null ? 0 : offset.offsetMillis(stepOfQuery(), length));
    }

    @Override
    public PlanNode visit(Call call) {
        String name = call.function().name();
        return switch (name) {
            case "start" -> number(call, query.start() / MILLIS_PER_SECOND);
            case "end" -> number(call, query.end() / MILLIS_PER_SECOND);
            case "step" -> number(call, stepOfQuery() / MILLIS_PER_SECOND);
            case "range" -> number(call, (query.end() - query.start()) / MILLIS_PER_SECOND);
            default -> new PlanNode.Call(name, arguments(call), call.type(), call.position());
        };
    }

    private List<PlanNode> arguments(Call call) {
        // The time of a sample is not to be had from a result that was computed once for all steps.
        boolean ofSample = call.function().name().equals("timestamp");
        List<PlanNode> arguments = new ArrayList<>();
        for (Expr argument : call.arguments()) {
            arguments.add(
                    ofSample && unwrapped(argument) instanceof VectorSelector ? nested(argument) : planned(argument));
        }
        return arguments;
    }

    private static Expr unwrapped(Expr expression) {
        Expr inner = expression;
        while (inner instanceof Paren paren) {
            inner = paren.inner();
        }
        return inner;
    }

    private static PlanNode number(Call call, double value) {
        return new PlanNode.Constant(value, call.position());
    }

    @Override
    public PlanNode visit(Aggregation aggregation) {
        Expr parameter = aggregation.parameter();
        return new PlanNode.Aggregate(
                aggregation.operator().word(),
                aggregation.without(),
                aggregation.labels(),
                parameter == null ? null : planned(parameter),
                planned(aggregation.operand()),
                aggregation.position());
    }

    @Override
    public PlanNode visit(Binary binary) {
        List<Binary> spine = binary.leftSpine();
        int outerDepth = depth;
        depth = outerDepth + spine.size();
        PlanNode node = planned(spine.get(0).left());
        for (Binary next : spine) {
            PlanNode right = planned(next.right());
            depth--;
            VectorMatching matching = next.matching();
            node = new PlanNode.Binary(
                    node,
                    Operation.valueOf(next.operator().name()),
                    next.returnsBool(),
                    matching == null ? null : matching(matching),
                    right,
                    next.position());
        }
        depth = outerDepth;
        return node;
    }

    private static Matching matching(VectorMatching matching) {
        Matching.Many many = switch (matching.cardinality()) {
            case ONE_TO_ONE -> Matching.Many.NONE;
            case MANY_TO_ONE -> Matching.Many.LEFT;
            case ONE_TO_MANY -> Matching.Many.RIGHT;
            case MANY_TO_MANY -> Matching.Many.BOTH;
        };
        return new Matching(
                many, matching.on(), matching.labels(), matching.include(), matching.fillLeft(), matching.fillRight());
    }

    /** Whether functions of that name yield something else at each step, whatever their arguments. */
    static boolean isOfTheMoment(String function) {
        return OF_THE_MOMENT.contains(function);
    }
}
