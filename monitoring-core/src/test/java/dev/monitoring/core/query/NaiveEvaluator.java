package dev.monitoring.core.query;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.StaleMarker;
import dev.monitoring.core.query.syntax.Aggregation;
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
import dev.monitoring.core.series.Queryable;
import dev.monitoring.core.series.SampleBuffer;
import dev.monitoring.core.series.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Computes an expression at one moment in the plainest way: every part anew, from raw samples, one element at a time. Slow, and
 * written to be seen to be right; of functions it knows those that are told in a line or two. Confined to one thread.
 */
final class NaiveEvaluator implements ExprVisitor<NaiveEvaluator.Value> {
    /** Says that this evaluator does not know a part of the language. */
    static final class Unknown extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unknown(String what) {
            super(what);
        }
    }

    /** Says that the expression has no value, as the engine is to say too. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String why) {
            super(why);
        }
    }

    /** One sample. */
    record Point(long time, double value) {}

    /** A scalar is an element without labels; the elements of a range vector have many points, those of others one. */
    record Value(Map<Labels, List<Point>> elements) {
        double number() {
            return elements.get(Labels.EMPTY).get(0).value();
        }
    }

    private static final long LOOKBACK = 300_000;
    private static final long SUBQUERY_STEP = 60_000;

    private final Queryable data;
    private final long start;
    private final long end;
    private final long step;
    private final long time;

    /**
     * @param start of the whole query
     * @param end of the whole query
     * @param step of the whole query
     * @param time the moment
     */
    NaiveEvaluator(Queryable data, long start, long end, long step, long time) {
        this.data = data;
        this.start = start;
        this.end = end;
        this.step = step;
        this.time = time;
    }

    private NaiveEvaluator at(long otherTime) {
        return new NaiveEvaluator(data, start, end, step, otherTime);
    }

    private static Value scalar(double value) {
        return new Value(Map.of(Labels.EMPTY, List.of(new Point(0, value))));
    }

    private Value vector(Map<Labels, Double> elements) {
        Map<Labels, List<Point>> points = new TreeMap<>();
        elements.forEach((labels, value) -> points.put(labels, List.of(new Point(time, value))));
        return new Value(points);
    }

    private static Map<Labels, Double> numbers(Value value) {
        Map<Labels, Double> numbers = new TreeMap<>();
        value.elements.forEach(
                (labels, points) -> numbers.put(labels, points.get(0).value()));
        return numbers;
    }

    private static void put(Map<Labels, Double> elements, Labels labels, double value) {
        if (elements.put(labels, value) != null) {
            throw new Refused("same labelset");
        }
    }

    @Override
    public Value visit(NumberLiteral literal) {
        return scalar(literal.value());
    }

    @Override
    public Value visit(StringLiteral literal) {
        throw new Unknown("string");
    }

    @Override
    public Value visit(Paren paren) {
        return paren.inner().accept(this);
    }

    @Override
    public Value visit(Unary unary) {
        Value operand = unary.operand().accept(this);
        if (!unary.negates()) {
            return operand;
        }
        Map<Labels, Double> negated = new TreeMap<>();
        numbers(operand).forEach((labels, value) -> put(negated, labels.withoutMetricName(), -value));
        return vector(negated);
    }

    private long reference(VectorSelector selector) {
        long pinned = selector.at() == null ? time : selector.at().resolve(start, end);
        return pinned - (selector.offset() == null ? 0 : selector.offset().offsetMillis(step, end - start));
    }

    private List<Point> samples(Series series, long after, long upTo) {
        SampleBuffer buffer = new SampleBuffer();
        series.read(after + 1, upTo, buffer);
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < buffer.size(); i++) {
            points.add(new Point(buffer.timestamps()[i], buffer.values()[i]));
        }
        return points;
    }

    @Override
    public Value visit(VectorSelector selector) {
        requirePlain(selector);
        long reference = reference(selector);
        Map<Labels, Double> elements = new TreeMap<>();
        for (Series series : data.select(selector.matchers(), Long.MIN_VALUE, Long.MAX_VALUE)) {
            List<Point> points = samples(series, reference - LOOKBACK, reference);
            if (!points.isEmpty()
                    && !StaleMarker.is(points.get(points.size() - 1).value())) {
                elements.put(series.labels(), points.get(points.size() - 1).value());
            }
        }
        return vector(elements);
    }

    private static void requirePlain(VectorSelector selector) {
        if (selector.extension() != VectorSelector.Extension.NONE) {
            throw new Unknown("extended selectors");
        }
    }

    /** A range vector with the window it was taken from. */
    record Window(Value value, long from, long to) {}

    private Window window(Expr range) {
        if (range instanceof Paren paren) {
            return window(paren.inner());
        }
        if (range instanceof MatrixSelector matrix) {
            requirePlain(matrix.selector());
            long to = reference(matrix.selector());
            long from = to - matrix.range().positiveMillis(step, end - start);
            Map<Labels, List<Point>> elements = new TreeMap<>();
            for (Series series : data.select(matrix.selector().matchers(), Long.MIN_VALUE, Long.MAX_VALUE)) {
                List<Point> points = samples(series, from, to);
                points.removeIf(point -> StaleMarker.is(point.value()));
                if (!points.isEmpty()) {
                    elements.put(series.labels(), points);
                }
            }
            return new Window(new Value(elements), from, to);
        }
        return window((Subquery) range);
    }

    private Window window(Subquery subquery) {
        long pinned = subquery.at() == null ? time : subquery.at().resolve(start, end);
        long to = pinned - (subquery.offset() == null ? 0 : subquery.offset().offsetMillis(step, end - start));
        long from = to - subquery.range().positiveMillis(step, end - start);
        long innerStep =
                subquery.step() == null ? SUBQUERY_STEP : subquery.step().positiveMillis(step, end - start);
        Map<Labels, List<Point>> elements = new TreeMap<>();
        for (long at = Math.floorDiv(from, innerStep) * innerStep; at <= to; at += innerStep) {
            if (at > from) {
                long moment = at;
                numbers(subquery.inner().accept(at(at)))
                        .forEach((labels, value) -> elements.computeIfAbsent(labels, ignored -> new ArrayList<>())
                                .add(new Point(moment, value)));
            }
        }
        return new Window(new Value(elements), from, to);
    }

    @Override
    public Value visit(MatrixSelector selector) {
        throw new Unknown("bare range");
    }

    @Override
    public Value visit(Subquery subquery) {
        throw new Unknown("bare range");
    }

    @Override
    public Value visit(Call call) {
        String name = call.function().name();
        if (call.arguments().stream().anyMatch(argument -> argument.type() == ValueType.MATRIX)) {
            return overRange(call);
        }
        return switch (name) {
            case "time" -> scalar(time / 1e3);
            case "pi" -> scalar(Math.PI);
            case "vector" ->
                vector(Map.of(Labels.EMPTY, call.arguments().get(0).accept(this).number()));
            case "scalar" -> scalar(only(call.arguments().get(0).accept(this)));
            case "sort", "sort_desc" -> call.arguments().get(0).accept(this);
            default -> elementwise(call);
        };
    }

    private static double only(Value value) {
        Map<Labels, Double> numbers = numbers(value);
        return numbers.size() == 1 ? numbers.values().iterator().next() : Double.NaN;
    }

    private Value elementwise(Call call) {
        double[] parameters = call.arguments().stream()
                .skip(1)
                .mapToDouble(argument -> argument.type() == ValueType.SCALAR
                        ? argument.accept(this).number()
                        : Double.NaN)
                .toArray();
        if (call.arguments().isEmpty() || call.function().name().equals("absent")) {
            throw new Unknown(call.function().name());
        }
        Map<Labels, Double> results = new TreeMap<>();
        numbers(call.arguments().get(0).accept(this)).forEach((labels, value) -> {
            Double result = element(call.function().name(), value, parameters);
            if (result != null) {
                put(results, labels.withoutMetricName(), result);
            }
        });
        return vector(results);
    }

    private static @Nullable Double element(String name, double x, double[] p) {
        return switch (name) {
            case "abs" -> Math.abs(x);
            case "ceil" -> Math.ceil(x);
            case "floor" -> Math.floor(x);
            case "exp" -> Math.exp(x);
            case "sqrt" -> Math.sqrt(x);
            case "ln" -> Math.log(x);
            case "sin" -> Math.sin(x);
            case "cos" -> Math.cos(x);
            case "tan" -> Math.tan(x);
            case "sgn" -> Math.signum(x);
            case "clamp" -> p[0] > p[1] ? null : (Double) max(p[0], min(p[1], x));
            case "clamp_min" -> max(p[0], x);
            case "clamp_max" -> min(p[0], x);
            default -> throw new Unknown(name);
        };
    }

    // An infinity at that end wins even over NaN, as in Go.
    private static double max(double a, double b) {
        boolean infinite = a == Double.POSITIVE_INFINITY || b == Double.POSITIVE_INFINITY;
        return infinite ? Double.POSITIVE_INFINITY : Math.max(a, b);
    }

    private static double min(double a, double b) {
        return -max(-a, -b);
    }

    private Value overRange(Call call) {
        String name = call.function().name();
        if (name.equals("absent_over_time")) {
            throw new Unknown(name);
        }
        Window window = null;
        List<Double> parameters = new ArrayList<>();
        for (Expr argument : call.arguments()) {
            if (argument.type() == ValueType.MATRIX) {
                window = window(argument);
            } else {
                parameters.add(argument.accept(this).number());
            }
        }
        Window range = Objects.requireNonNull(window);
        Map<Labels, Double> results = new TreeMap<>();
        range.value.elements.forEach((labels, points) -> {
            Double result = NaiveWindows.over(name, points, range, parameters);
            if (result != null) {
                put(results, name.equals("last_over_time") ? labels : labels.withoutMetricName(), result);
            }
        });
        return vector(results);
    }

    @Override
    public Value visit(Aggregation aggregation) {
        Map<Labels, List<Double>> groups = new TreeMap<>();
        numbers(aggregation.operand().accept(this)).forEach((labels, value) -> {
            Labels group = aggregation.without()
                    ? labels.without(aggregation.labels()).withoutMetricName()
                    : labels.only(aggregation.labels());
            groups.computeIfAbsent(group, ignored -> new ArrayList<>()).add(value);
        });
        Map<Labels, Double> results = new TreeMap<>();
        groups.forEach((group, members) -> {
            double[] values = members.stream().mapToDouble(Double::doubleValue).toArray();
            results.put(group, aggregate(aggregation, values));
        });
        return vector(results);
    }

    private double aggregate(Aggregation aggregation, double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return switch (aggregation.operator()) {
            case SUM -> sum;
            case AVG -> sum / values.length;
            case COUNT -> values.length;
            case GROUP -> 1;
            case MIN -> NaiveWindows.extreme(values, false);
            case MAX -> NaiveWindows.extreme(values, true);
            case STDDEV -> Math.sqrt(NaiveWindows.variance(values));
            case STDVAR -> NaiveWindows.variance(values);
            case QUANTILE ->
                NaiveWindows.quantile(
                        Objects.requireNonNull(aggregation.parameter())
                                .accept(this)
                                .number(),
                        values);
            case TOPK, BOTTOMK, COUNT_VALUES, LIMITK, LIMIT_RATIO ->
                throw new Unknown(aggregation.operator().word());
        };
    }

    @Override
    public Value visit(Binary binary) {
        Value left = binary.left().accept(this);
        Value right = binary.right().accept(this);
        boolean leftScalar = binary.left().type() == ValueType.SCALAR;
        boolean rightScalar = binary.right().type() == ValueType.SCALAR;
        if (leftScalar && rightScalar) {
            Double result = operate(binary, left.number(), right.number(), true);
            return scalar(Objects.requireNonNull(result));
        }
        VectorMatching matching = binary.matching();
        if (matching == null) {
            return withScalar(binary, left, right, leftScalar);
        }
        if (binary.operator().isSet()) {
            return set(binary.operator(), matching, numbers(left), numbers(right));
        }
        return join(binary, matching, numbers(left), numbers(right));
    }

    private Value withScalar(Binary binary, Value left, Value right, boolean leftScalar) {
        Map<Labels, Double> results = new TreeMap<>();
        numbers(leftScalar ? right : left).forEach((labels, value) -> {
            double a = leftScalar ? left.number() : value;
            double b = leftScalar ? value : right.number();
            Double result = operate(binary, a, b, binary.returnsBool());
            if (result != null) {
                boolean filters = binary.operator().isComparison() && !binary.returnsBool();
                put(results, filters ? labels : labels.withoutMetricName(), filters ? value : result);
            }
        });
        return vector(results);
    }

    /** The result; null where a filtering comparison does not hold. */
    private static @Nullable Double operate(Binary binary, double a, double b, boolean bool) {
        BinaryOperator operator = binary.operator();
        if (operator.isComparison()) {
            boolean holds = switch (operator) {
                case EQUAL -> a == b;
                case NOT_EQUAL -> a != b;
                case LESS -> a < b;
                case LESS_OR_EQUAL -> a <= b;
                case GREATER -> a > b;
                default -> a >= b;
            };
            if (bool) {
                return holds ? 1.0 : 0.0;
            }
            return holds ? (Double) a : null;
        }
        return switch (operator) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case MODULO -> a % b;
            case POWER -> a == 1 || a == -1 && Double.isInfinite(b) ? (Double) 1.0 : (Double) Math.pow(a, b);
            case ATAN2 -> Math.atan2(a, b);
            default -> throw new Unknown(operator.sign());
        };
    }

    private static Labels key(VectorMatching matching, Labels labels) {
        return matching.on()
                ? labels.only(matching.labels())
                : labels.without(matching.labels()).withoutMetricName();
    }

    private Value set(
            BinaryOperator operator, VectorMatching matching, Map<Labels, Double> left, Map<Labels, Double> right) {
        Map<Labels, Double> results = new TreeMap<>();
        left.forEach((labels, value) -> {
            boolean partner = right.keySet().stream()
                    .anyMatch(other -> key(matching, other).equals(key(matching, labels)));
            if (operator == BinaryOperator.OR || partner == (operator == BinaryOperator.AND)) {
                results.put(labels, value);
            }
        });
        right.forEach((labels, value) -> {
            boolean partner = left.keySet().stream()
                    .anyMatch(other -> key(matching, other).equals(key(matching, labels)));
            if (operator == BinaryOperator.OR && !partner) {
                put(results, labels, value);
            }
        });
        return vector(results);
    }

    private Value join(Binary binary, VectorMatching matching, Map<Labels, Double> left, Map<Labels, Double> right) {
        if (matching.fillLeft() != null || matching.fillRight() != null) {
            throw new Unknown("fill");
        }
        boolean swapped = matching.cardinality() == VectorMatching.Cardinality.ONE_TO_MANY;
        Map<Labels, Double> many = swapped ? right : left;
        Map<Labels, Double> one = swapped ? left : right;
        if (many.isEmpty() || one.isEmpty()) {
            return vector(Map.of());
        }
        requireUnique(matching, one);
        Map<Labels, Double> results = new TreeMap<>();
        Map<Labels, Integer> met = new TreeMap<>();
        many.forEach((labels, value) -> one.forEach((other, otherValue) -> {
            if (!key(matching, labels).equals(key(matching, other))) {
                return;
            }
            Labels result = result(binary, matching, labels, other);
            Labels once = matching.isGrouping() ? result : key(matching, labels);
            if (met.merge(once, 1, Integer::sum) > 1) {
                throw new Refused("multiple matches");
            }
            Double number =
                    operate(binary, swapped ? otherValue : value, swapped ? value : otherValue, binary.returnsBool());
            if (number != null) {
                put(results, binary.returnsBool() ? result.withoutMetricName() : result, number);
            }
        }));
        return vector(results);
    }

    private static void requireUnique(VectorMatching matching, Map<Labels, Double> one) {
        Map<Labels, Integer> keys = new TreeMap<>();
        for (Labels labels : one.keySet()) {
            if (keys.merge(key(matching, labels), 1, Integer::sum) > 1) {
                throw new Refused("duplicate series");
            }
        }
    }

    private static Labels result(Binary binary, VectorMatching matching, Labels many, Labels one) {
        Labels result = binary.operator().isComparison() ? many : many.withoutMetricName();
        if (!matching.isGrouping()) {
            return matching.on() ? result.only(matching.labels()) : result.without(matching.labels());
        }
        for (String name : matching.include()) {
            result = result.with(name, one.valueOrEmpty(name));
        }
        return result;
    }
}
