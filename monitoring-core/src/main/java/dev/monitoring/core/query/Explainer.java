package dev.monitoring.core.query;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.exec.Execution;
import dev.monitoring.core.query.syntax.Aggregation;
import dev.monitoring.core.query.syntax.Binary;
import dev.monitoring.core.query.syntax.Call;
import dev.monitoring.core.query.syntax.Expr;
import dev.monitoring.core.query.syntax.MatrixSelector;
import dev.monitoring.core.query.syntax.Paren;
import dev.monitoring.core.query.syntax.VectorMatching;
import dev.monitoring.core.query.syntax.VectorSelector;
import dev.monitoring.core.query.value.Annotation;
import dev.monitoring.core.query.value.MatrixSeries;
import dev.monitoring.core.query.value.MatrixValue;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.QueryValue;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Takes one expression apart and computes each part at one moment. Confined to one thread.
 *
 * <p>Each part is computed once, by itself, from the innermost outwards; nothing is taken over from one to the next, so that
 * what is shown is what the engine answers when asked for the part alone.
 */
final class Explainer {
    /** How many elements or series of a value are shown. */
    static final int MAX_SERIES = 20;

    /** How many samples of a series are shown: an hour of minutes. */
    static final int MAX_SAMPLES = 60;

    /** How many parts are computed; further ones are left out. Each costs as much as a query. */
    private static final int MAX_PARTS = 200;

    /** Functions that need two samples in the window. */
    private static final Set<String> OF_TWO_SAMPLES = Set.of(
            "rate", "increase", "delta", "irate", "idelta", "deriv", "predict_linear", "double_exponential_smoothing");

    private final Function<Expr, Execution.Outcome> evaluation;
    private final SelectorHints hints;
    private int parts;
    private boolean complete = true;

    /** @param evaluation computes a part; throws {@link QueryException} where it cannot */
    Explainer(Function<Expr, Execution.Outcome> evaluation, SelectorHints hints) {
        this.evaluation = evaluation;
        this.hints = hints;
    }

    /** A part with all of its value, which the part above may need. */
    private record Computed(ExplainedPart shown, Optional<QueryValue> value, List<Annotation> annotations) {}

    Explanation explain(String expression, long timeMillis, Expr tree) {
        Computed root = compute(tree);
        return new Explanation(expression, timeMillis, root.shown, complete, root.annotations);
    }

    private Computed compute(Expr wrapped) {
        parts++;
        Expr expression = unwrapped(wrapped);
        List<Computed> below = new ArrayList<>();
        for (Expr part : partsOf(expression)) {
            if (parts < MAX_PARTS) {
                below.add(compute(part));
            } else {
                complete = false;
            }
        }
        Optional<MatchReport> match = expression instanceof Binary binary ? match(binary, below) : Optional.empty();
        try {
            Execution.Outcome outcome = evaluation.apply(expression);
            QueryValue value = outcome.value();
            ValueSize size = ValueSize.of(value);
            List<String> remarks = size.series == 0 ? remarks(expression, below) : List.of();
            ExplainedPart shown =
                    shown(expression, size, Optional.of(ValueSize.cut(value)), Optional.empty(), match, remarks, below);
            return new Computed(shown, Optional.of(value), outcome.remarks());
        } catch (QueryException e) {
            requireGoingOn(e);
            ExplainedPart shown = shown(
                    expression, ValueSize.NONE, Optional.empty(), Optional.of(e.message()), match, List.of(), below);
            return new Computed(shown, Optional.empty(), List.of());
        }
    }

    private static ExplainedPart shown(
            Expr expression,
            ValueSize size,
            Optional<QueryValue> value,
            Optional<String> fault,
            Optional<MatchReport> match,
            List<String> remarks,
            List<Computed> below) {
        return new ExplainedPart(
                expression.toString(),
                expression.position(),
                operation(expression),
                expression.type(),
                size.series,
                size.samples,
                value,
                fault,
                match,
                remarks,
                below.stream().map(Computed::shown).toList());
    }

    private static Optional<String> operation(Expr expression) {
        if (expression instanceof Call call) {
            return Optional.of(call.function().name());
        }
        if (expression instanceof Aggregation aggregation) {
            return Optional.of(aggregation.operator().word());
        }
        if (expression instanceof Binary binary) {
            return Optional.of(binary.operator().sign() + (binary.returnsBool() ? " bool" : ""));
        }
        return Optional.empty();
    }

    private static Expr unwrapped(Expr expression) {
        Expr inner = expression;
        while (inner instanceof Paren paren) {
            inner = paren.inner();
        }
        return inner;
    }

    private static List<Expr> partsOf(Expr expression) {
        if (expression instanceof MatrixSelector) {
            return List.of();
        }
        if (expression instanceof Call call && call.function().name().equals("info")) {
            return call.arguments().subList(0, 1);
        }
        return expression.children();
    }

    /** Time that is up, and a caller that has gone, are no property of a part. */
    private static void requireGoingOn(QueryException e) {
        switch (e.code()) {
            case TIMEOUT, CANCELED, UNAVAILABLE -> throw e;
            case BAD_DATA, EXECUTION, INTERNAL -> {}
        }
    }

    private List<String> remarks(Expr expression, List<Computed> below) {
        if (expression instanceof Call call
                && OF_TWO_SAMPLES.contains(call.function().name())) {
            return below.stream()
                    .flatMap(part -> tooFewSamples(call.function().name(), part).stream())
                    .toList();
        }
        return hints.of(expression);
    }

    private static Optional<String> tooFewSamples(String function, Computed window) {
        if (window.value.isPresent()
                && window.value.get() instanceof MatrixValue matrix
                && !matrix.series().isEmpty()
                && matrix.series().stream().allMatch(series -> series.size() < 2)) {
            int series = matrix.series().size();
            return Optional.of((series == 1 ? "the series has" : "each of the " + series + " series has")
                    + " one sample in the window, and " + function
                    + " needs two; make the window at least twice as long as the interval between samples");
        }
        return Optional.empty();
    }

    private Optional<MatchReport> match(Binary binary, List<Computed> operands) {
        VectorMatching matching = binary.matching();
        if (matching == null || operands.size() < 2 || operands.stream().anyMatch(operand -> operand.value.isEmpty())) {
            return Optional.empty();
        }
        SortedSet<Labels> left = keys(operands.get(0).value.orElseThrow(), matching);
        SortedSet<Labels> right = keys(operands.get(1).value.orElseThrow(), matching);
        SortedSet<Labels> leftOnly = new TreeSet<>(left);
        leftOnly.removeAll(right);
        SortedSet<Labels> rightOnly = new TreeSet<>(right);
        rightOnly.removeAll(left);
        return Optional.of(new MatchReport(
                left.size() - leftOnly.size(),
                leftOnly.size(),
                rightOnly.size(),
                leftOnly.stream().limit(MAX_SERIES).toList(),
                rightOnly.stream().limit(MAX_SERIES).toList()));
    }

    private static SortedSet<Labels> keys(QueryValue value, VectorMatching matching) {
        SortedSet<Labels> keys = new TreeSet<>();
        if (value instanceof VectorValue vector) {
            for (VectorSample sample : vector.samples()) {
                Labels labels = sample.labels();
                keys.add(
                        matching.on()
                                ? labels.only(matching.labels())
                                : labels.without(matching.labels()).withoutMetricName());
            }
        }
        return keys;
    }

    /** The selector that an expression is, if it is one. */
    static Optional<VectorSelector> selector(Expr expression) {
        if (expression instanceof VectorSelector selector) {
            return Optional.of(selector);
        }
        return expression instanceof MatrixSelector matrix ? Optional.of(matrix.selector()) : Optional.empty();
    }

    /** How much there is of a value. */
    private record ValueSize(int series, long samples) {
        static final ValueSize NONE = new ValueSize(0, 0);

        static ValueSize of(QueryValue value) {
            if (value instanceof VectorValue vector) {
                return new ValueSize(vector.samples().size(), vector.samples().size());
            }
            if (value instanceof MatrixValue matrix) {
                return new ValueSize(
                        matrix.series().size(),
                        matrix.series().stream().mapToLong(MatrixSeries::size).sum());
            }
            return new ValueSize(1, 1);
        }

        /** As much of a value as is shown. */
        static QueryValue cut(QueryValue value) {
            if (value instanceof VectorValue vector) {
                return new VectorValue(
                        vector.samples().stream().limit(MAX_SERIES).toList());
            }
            if (value instanceof MatrixValue matrix) {
                return new MatrixValue(matrix.series().stream()
                        .limit(MAX_SERIES)
                        .map(ValueSize::newest)
                        .toList());
            }
            return value;
        }

        private static MatrixSeries newest(MatrixSeries series) {
            int from = Math.max(0, series.size() - MAX_SAMPLES);
            return new MatrixSeries(
                    series.labels(),
                    Arrays.copyOfRange(series.timestamps(), from, series.size()),
                    Arrays.copyOfRange(series.values(), from, series.size()));
        }
    }
}
