package dev.monitoring.core.query;

import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.query.syntax.Call;
import dev.monitoring.core.query.syntax.DurationExpr;
import dev.monitoring.core.query.syntax.Expr;
import dev.monitoring.core.query.syntax.MatrixSelector;
import dev.monitoring.core.query.syntax.ParserOptions;
import dev.monitoring.core.query.syntax.PromqlParser;
import dev.monitoring.core.query.syntax.VectorSelector;
import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.ValueType;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What an expression is made of: what can be said of it before there is any data. Immutable.
 *
 * @param text the expression on one line, as Prometheus prints it
 * @param type what it yields
 * @param selectors the selectors in it, from left to right
 */
public record Outline(String text, ValueType type, List<Selector> selectors) {
    private static final double MILLIS = 1_000;

    /**
     * A selector in an expression. Immutable.
     *
     * @param text the selector by itself, with its range, offset and {@code @}
     * @param matchers the conditions for its series
     * @param position where it stands
     * @param isRange whether it takes a stretch of samples of each series
     * @param range how long the stretch is; empty where there is none, or its length depends on the query
     * @param function the function that it is an argument of, where it is one
     */
    public record Selector(
            String text,
            List<Matcher> matchers,
            Position position,
            boolean isRange,
            Optional<Duration> range,
            Optional<String> function) {
        public Selector {
            matchers = List.copyOf(matchers);
        }
    }

    public Outline {
        selectors = List.copyOf(selectors);
    }

    /**
     * The outline of an expression in the stable language.
     *
     * @throws QueryException if it is not PromQL
     */
    public static Outline of(String expression) {
        return of(expression, false);
    }

    /**
     * The outline of an expression.
     *
     * @param experimental whether experimental parts of the language may be used
     * @throws QueryException if it is not PromQL
     */
    public static Outline of(String expression, boolean experimental) {
        Expr tree = PromqlParser.parse(expression, experimental ? ParserOptions.EXPERIMENTAL : ParserOptions.STABLE);
        return new Outline(tree.toString(), tree.type(), selectors(tree));
    }

    /** A node, and the function that it is an argument of. */
    private record Place(Expr node, Optional<String> function) {}

    private static List<Selector> selectors(Expr tree) {
        List<Selector> found = new ArrayList<>();
        Deque<Place> left = new ArrayDeque<>();
        left.push(new Place(tree, Optional.empty()));
        while (!left.isEmpty()) {
            Place place = left.pop();
            Expr node = place.node().withoutParens();
            if (node instanceof VectorSelector selector) {
                found.add(selector(node, selector, Optional.empty(), place.function()));
            } else if (node instanceof MatrixSelector matrix) {
                found.add(selector(node, matrix.selector(), constant(matrix.range()), place.function()));
            } else {
                Optional<String> function =
                        node instanceof Call call ? Optional.of(call.function().name()) : Optional.empty();
                List<Expr> children = node.children();
                for (int i = children.size() - 1;
                        i >= 0;
                        i--) { // the last one first, so that the first comes off first
                    left.push(new Place(children.get(i), function));
                }
            }
        }
        return found;
    }

    private static Selector selector(
            Expr whole, VectorSelector selector, Optional<Duration> range, Optional<String> function) {
        boolean isRange = whole instanceof MatrixSelector;
        return new Selector(whole.toString(), selector.matchers(), whole.position(), isRange, range, function);
    }

    private static Optional<Duration> constant(DurationExpr range) {
        return range.isConstant()
                ? Optional.of(Duration.ofMillis(Math.round(range.seconds(0, 0) * MILLIS)))
                : Optional.empty();
    }
}
