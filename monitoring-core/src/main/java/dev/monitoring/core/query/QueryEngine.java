package dev.monitoring.core.query;

import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.query.exec.Allowance;
import dev.monitoring.core.query.exec.Execution;
import dev.monitoring.core.query.exec.ExecutionOptions;
import dev.monitoring.core.query.plan.Plan;
import dev.monitoring.core.query.plan.PlanOptions;
import dev.monitoring.core.query.plan.Planner;
import dev.monitoring.core.query.plan.StepGrid;
import dev.monitoring.core.query.syntax.Expr;
import dev.monitoring.core.query.syntax.PrettyPrinter;
import dev.monitoring.core.query.syntax.PromqlParser;
import dev.monitoring.core.query.syntax.TreeJson;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.QueryLimits;
import dev.monitoring.core.query.value.ValueType;
import dev.monitoring.core.series.Queryable;
import dev.monitoring.core.series.SampleBuffer;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers PromQL. Thread-safe; a query runs on the thread that asks it.
 *
 * <p>The language and its meaning are those of Prometheus 3, for samples that are numbers. Native histograms are not kept
 * here: what needs them is refused.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/querying/basics/">Querying Prometheus</a>
 */
public final class QueryEngine {
    private static final Logger LOGGER = LoggerFactory.getLogger(QueryEngine.class);

    private final Queryable queryable;
    private final Clock clock;
    private final QueryConfig config;
    private final QueryGate gate;
    private final ParsedQueries parsed;
    private final SpareBuffer buffers = new SpareBuffer();

    public QueryEngine(Queryable queryable, Clock clock, QueryConfig config) {
        this.queryable = queryable;
        this.clock = clock;
        this.config = config;
        this.gate = new QueryGate(config.limits().maxConcurrent());
        this.parsed = new ParsedQueries(config.limits().maxDepth());
    }

    /** An expression to be asked; it is read when it is. */
    public Query query(String expression) {
        return new Query(this, expression, QueryOptions.none());
    }

    /** How this engine is configured. */
    public QueryConfig config() {
        return config;
    }

    /**
     * The value of an expression at a moment.
     *
     * @throws QueryException as {@link #instant(String, long, QueryOptions)}
     */
    public QueryResult instant(String expression, long timeMillis) {
        return instant(expression, timeMillis, QueryOptions.none());
    }

    /**
     * The value of an expression at a moment: a scalar, a text, a vector or a matrix, as the expression has it.
     *
     * @param timeMillis epoch milliseconds
     * @throws QueryException if the expression is not PromQL, cannot be computed on this data, exceeds a limit, or was
     *     cancelled
     */
    public QueryResult instant(String expression, long timeMillis, QueryOptions options) {
        return run(expression, StepGrid.instant(timeMillis), true, options);
    }

    /**
     * The values of an expression at each step.
     *
     * @throws QueryException as {@link #range(String, long, long, long, QueryOptions)}
     */
    public QueryResult range(String expression, long startMillis, long endMillis, long stepMillis) {
        return range(expression, startMillis, endMillis, stepMillis, QueryOptions.none());
    }

    /**
     * The values of an expression at each step from {@code startMillis} to {@code endMillis}, both included: a matrix in
     * ascending order of labels. Series without a value at any step are not in it.
     *
     * @param startMillis epoch milliseconds; the end is not before it
     * @param stepMillis greater than zero
     * @throws QueryException if the times are not so, the expression is not PromQL, is neither a scalar nor an instant vector,
     *     cannot be computed on this data, exceeds a limit, or was cancelled
     */
    public QueryResult range(
            String expression, long startMillis, long endMillis, long stepMillis, QueryOptions options) {
        if (stepMillis <= 0) {
            throw badData("step is " + stepMillis + " ms; it must be greater than zero");
        }
        if (endMillis < startMillis) {
            throw badData("end " + endMillis + " lies before start " + startMillis + "; exchange them");
        }
        StepGrid grid = new StepGrid(startMillis, endMillis, stepMillis);
        QueryLimits limits = options.tighten(config.limits());
        // The moment of the start itself does not count, as in Prometheus.
        if (grid.count() > Math.min(limits.maxPoints() + 1L, Integer.MAX_VALUE)) {
            throw limits.tooManyPoints(grid.count());
        }
        return run(expression, grid, false, options);
    }

    /**
     * The conditions of a selector such as {@code up{job="node"}}.
     *
     * @throws QueryException if it is not a selector, or one that every series fits
     */
    public List<Matcher> selector(String selector) {
        List<Matcher> matchers = matchers(selector);
        if (PromqlParser.fitsEverything(matchers)) {
            throw badData("match[] must contain at least one non-empty matcher");
        }
        return matchers;
    }

    /**
     * The conditions of a selector, which may be one that everything fits: {@code {}}.
     *
     * @throws QueryException if it is not a selector
     */
    public List<Matcher> matchers(String selector) {
        return PromqlParser.parseSelector(selector);
    }

    /**
     * An expression on as many lines as it takes to be read well, as Prometheus formats it.
     *
     * @throws QueryException if the expression is not PromQL
     */
    public String format(String expression) {
        return PrettyPrinter.print(parsed.get(expression, config.experimental()));
    }

    /**
     * The tree of an expression as Prometheus' API gives it, in JSON.
     *
     * @throws QueryException if the expression is not PromQL
     */
    public String parse(String expression) {
        return TreeJson.write(parsed.get(expression, config.experimental()));
    }

    private static QueryException badData(String message) {
        return new QueryException(QueryException.Code.BAD_DATA, null, message);
    }

    private QueryResult run(String expression, StepGrid grid, boolean instant, QueryOptions options) {
        return admitted(expression, options, admission -> {
            long started = clock.nanoTime();
            Expr tree = tree(expression, instant, options);
            Plan plan = Planner.plan(tree, grid, instant, planOptions(options));
            long planned = clock.nanoTime();
            Execution.Outcome outcome = instant
                    ? Execution.instant(plan, queryable, executionOptions(options), admission.allowance)
                    : Execution.range(plan, queryable, executionOptions(options), admission.allowance);
            QueryStatistics stats = new QueryStatistics(
                    started - admission.arrivedNanos,
                    planned - started,
                    clock.nanoTime() - planned,
                    outcome.readSamples(),
                    outcome.peakSamples());
            return new QueryResult(outcome.value(), outcome.remarks(), stats);
        });
    }

    /** A query that may run. */
    private record Admission(Allowance allowance, long arrivedNanos) {}

    /** Waits until the query may run, and runs it. */
    private <T> T admitted(String expression, QueryOptions options, Function<Admission, T> work) {
        QueryLimits limits = options.tighten(config.limits());
        Deadline deadline = Deadline.after(limits.timeout(), clock);
        long arrived = clock.nanoTime();
        gate.enter(deadline, limits, options.cancelled());
        SampleBuffer buffer = buffers.take();
        try {
            RunningQuery running = new RunningQuery(limits, deadline, options.cancelled());
            return work.apply(new Admission(new Allowance(limits, running, buffer), arrived));
        } catch (QueryException e) {
            throw e;
        } catch (RuntimeException e) {
            LOGGER.warn("query {} met an unexpected fault", expression, e);
            throw new QueryException(
                    QueryException.Code.INTERNAL, null, "unexpected fault in the query engine: " + e, e);
        } finally {
            buffers.giveBack(buffer);
            gate.leave();
        }
    }

    private Expr tree(String expression, boolean instant, QueryOptions options) {
        Expr tree = parsed.get(expression, options.isExperimental(config.experimental()));
        if (!instant && tree.type() != ValueType.SCALAR && tree.type() != ValueType.VECTOR) {
            throw badData("invalid expression type \"" + tree.type().title()
                    + "\" for range query, must be Scalar or instant Vector");
        }
        return tree;
    }

    private PlanOptions planOptions(QueryOptions options) {
        return new PlanOptions(
                lookback(options).toMillis(), config.subqueryStep().toMillis(), options.matchesVersion2());
    }

    private ExecutionOptions executionOptions(QueryOptions options) {
        return new ExecutionOptions(
                lookback(options).toMillis(), config.delayedNameRemoval(), options.matchesVersion2());
    }

    private Duration lookback(QueryOptions options) {
        return options.lookback().orElse(config.lookback());
    }

    /**
     * What each part of an expression yields at a moment.
     *
     * @throws QueryException as {@link #explain(String, long, QueryOptions)}
     */
    public Explanation explain(String expression, long timeMillis) {
        return explain(expression, timeMillis, QueryOptions.none());
    }

    /**
     * What each part of an expression yields at a moment, which elements of two vectors do not meet, and what may be wrong
     * with selectors that find nothing. Costs as much as a query for each part; the limits hold for each part, the timeout for
     * all of them.
     *
     * @param timeMillis epoch milliseconds
     * @throws QueryException if the expression is not PromQL, its time is up, or it was cancelled; a part that cannot be
     *     computed is explained as such
     */
    public Explanation explain(String expression, long timeMillis, QueryOptions options) {
        StepGrid moment = StepGrid.instant(timeMillis);
        return admitted(expression, options, admission -> {
            Expr tree = tree(expression, true, options);
            Explainer explainer = new Explainer(
                    part -> Execution.instant(
                            Planner.plan(part, moment, true, planOptions(options)),
                            queryable,
                            executionOptions(options),
                            admission.allowance),
                    new SelectorHints(queryable, timeMillis));
            return explainer.explain(expression, timeMillis, tree);
        });
    }
}
