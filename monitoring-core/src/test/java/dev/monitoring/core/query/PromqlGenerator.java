package dev.monitoring.core.query;

import dev.monitoring.core.query.syntax.FunctionSignature;
import dev.monitoring.core.query.syntax.Functions;
import dev.monitoring.core.query.value.ValueType;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes up well-typed queries. Confined to one thread; the same seed makes the same queries.
 *
 * <p>{@link Dialect#V2} keeps to what Prometheus 2.42 understands and answers deterministically, {@link Dialect#V3} uses the
 * whole language.
 */
public final class PromqlGenerator {
    /** How much of the language is used. */
    public enum Dialect {
        V2,
        V3
    }

    /**
     * What there is to select.
     *
     * @param metrics names of metrics
     * @param labels names of labels
     * @param values values of labels
     */
    public record Vocabulary(List<String> metrics, List<String> labels, List<String> values) {}

    /** Not in 2.42, or without a deterministic answer, or with arguments that must make sense. */
    private static final Set<String> V3_ONLY = Set.of(
            "first_over_time",
            "histogram_avg",
            "histogram_stddev",
            "histogram_stdvar",
            "histogram_count",
            "histogram_sum",
            "histogram_fraction",
            "histogram_quantile",
            "label_replace",
            "label_join");

    /** Their last digit may differ between platforms; what is computed with it must not blow that up. */
    private static final Set<String> TRANSCENDENTAL = Set.of(
            "acos", "acosh", "asin", "asinh", "atan", "atanh", "cos", "cosh", "exp", "ln", "log10", "log2", "sin",
            "sinh", "tan", "tanh");

    private static final List<String> ARITHMETIC = List.of("+", "-", "*", "/", "%", "^", "atan2");
    private static final List<String> COMPARISONS = List.of("==", "!=", "<", ">", "<=", ">=");
    private static final List<String> SETS = List.of("and", "or", "unless");
    private static final List<String> AGGREGATIONS =
            List.of("sum", "avg", "count", "min", "max", "group", "stddev", "stdvar");
    private static final List<String> NUMBERS =
            List.of("0", "1", "2", "0.5", "-1", "3.25", "1e3", "10", "-0.1", "100", "NaN", "Inf", "-Inf");
    private static final List<String> RANGES = List.of("30s", "1m", "90s", "2m", "5m", "7m30s", "10m", "1m1ms");
    private static final List<String> OFFSETS = List.of("15s", "1m", "3m", "-1m", "10m", "-17s");

    private final Random random;
    private final Dialect dialect;
    private final Vocabulary words;
    private final List<FunctionSignature> functions;

    public PromqlGenerator(Random random, Dialect dialect, Vocabulary words) {
        this.random = random;
        this.dialect = dialect;
        this.words = words;
        this.functions = Functions.all().stream()
                .filter(function -> dialect == Dialect.V3 || !function.isExperimental())
                .filter(function -> dialect == Dialect.V3 || !V3_ONLY.contains(function.name()))
                .collect(Collectors.toList());
    }

    /** A query that yields an instant vector or a scalar, nested about {@code depth} levels deep. */
    public String query(int depth) {
        return chance(15) ? scalar(depth) : vector(depth);
    }

    private String vector(int depth) {
        if (depth <= 0) {
            return selector();
        }
        return switch (random.nextInt(14)) {
            case 0, 1 -> selector();
            case 2, 3, 4 -> call(ValueType.VECTOR, depth - 1);
            case 5, 6, 7 -> aggregation(depth - 1);
            case 8, 9 -> vectorBinary(depth - 1);
            case 10, 11 -> mixedBinary(depth - 1);
            case 12 -> pick("-", "+") + operand(vector(depth - 1));
            default -> "(" + vector(depth - 1) + ")";
        };
    }

    private String scalar(int depth) {
        if (depth <= 0) {
            return number();
        }
        return switch (random.nextInt(6)) {
            case 0 -> number();
            case 1 -> "scalar(" + vector(depth - 1) + ")";
            case 2 -> pick("time()", "pi()");
            case 3 -> operand(scalar(depth - 1)) + " " + pick(COMPARISONS) + " bool " + operand(scalar(depth - 1));
            default -> operand(scalar(depth - 1)) + " " + pick(ARITHMETIC) + " " + operand(scalar(depth - 1));
        };
    }

    private String number() {
        if (dialect == Dialect.V3 && chance(20)) {
            return pick(List.of("5m", "1h30m", "0x1f", "017", "1_000", "2w", "-3ms"));
        }
        return pick(NUMBERS);
    }

    /** In parentheses now and then, and always where it could come apart. */
    private String operand(String query) {
        boolean isOne = query.matches("[\\w:.]+") || query.matches("\\w+\\([^()]*\\)");
        return !isOne || chance(10) ? "(" + query + ")" : query;
    }

    private String selector() {
        return bareSelector() + modifiers(true);
    }

    private String bareSelector() {
        String metric = pick(words.metrics());
        StringBuilder conditions = new StringBuilder();
        while (chance(35)) {
            conditions.append(conditions.isEmpty() ? "" : ",").append(condition());
        }
        if (dialect == Dialect.V3 && chance(15)) {
            String separator = conditions.isEmpty() ? "" : ", ";
            return "{\"" + metric + "\"" + separator + conditions + "}";
        }
        if (chance(5)) {
            return "{__name__=\"" + metric + "\"}";
        }
        return conditions.isEmpty() ? metric : metric + "{" + conditions + "}";
    }

    private String condition() {
        String label = pick(words.labels());
        String name = dialect == Dialect.V3 && chance(10) ? "\"" + label + "\"" : label;
        String value = pick(words.values());
        return name
                + switch (random.nextInt(5)) {
                    case 0, 1 -> "=\"" + value + "\"";
                    case 2 -> "!=\"" + value + "\"";
                    case 3 -> "=~\"" + value + "|" + pick(words.values()) + "\"";
                    default -> "!~\"" + value + ".*\"";
                };
    }

    private String modifiers(boolean mayExtend) {
        String offset = chance(15) ? " offset " + offset() : "";
        String at = chance(8) ? " @ " + pick("start()", "end()", "300", "1234.5", "0") : "";
        String extension = dialect == Dialect.V3 && mayExtend && chance(4) ? pick(" smoothed", " anchored") : "";
        return extension + (random.nextBoolean() ? offset + at : at + offset);
    }

    private String offset() {
        if (dialect == Dialect.V3 && chance(25)) {
            return pick("step()", "-range()", "(" + duration(2) + ")", "-(" + duration(1) + ")", "min_of(1m, step())");
        }
        return pick(OFFSETS);
    }

    private String duration(int depth) {
        if (depth <= 0) {
            return pick("5m", "30s", "step()", "range()", "2", "1.5");
        }
        return switch (random.nextInt(4)) {
            case 0 -> "(" + duration(depth - 1) + ")";
            case 1 -> pick("min_of", "max_of") + "(" + duration(depth - 1) + ", " + duration(depth - 1) + ")";
            case 2 -> "-" + duration(depth - 1);
            default -> duration(depth - 1) + " " + pick("+", "-", "*", "^") + " " + duration(depth - 1);
        };
    }

    private String range() {
        return dialect == Dialect.V3 && chance(15) ? "1m + " + duration(2) : pick(RANGES);
    }

    private String matrix(int depth) {
        if (depth <= 0 || chance(75)) {
            return bareSelector() + "[" + range() + "]" + modifiers(true);
        }
        String inner = vector(depth - 1);
        String operand = isSimple(inner) ? inner : "(" + inner + ")";
        return operand + "[" + range() + ":" + pick("", "15s", "30s", "1m", "17s") + "]" + modifiers(false);
    }

    /** Whether brackets behind it would belong to the whole. */
    private static boolean isSimple(String query) {
        return query.matches("[a-z_:]+") || query.matches("\\([^()]*\\)");
    }

    private String call(ValueType type, int depth) {
        FunctionSignature function;
        do {
            function = functions.get(random.nextInt(functions.size()));
        } while (function.returnType() != type);
        if (dialect == Dialect.V2 && TRANSCENDENTAL.contains(function.name())) {
            return function.name() + "(" + selector() + ")";
        }
        return switch (function.name()) {
            case "info" -> "info(" + vector(depth) + (chance(50) ? "" : ", {data=~\".+\"}") + ")";
            case "label_replace" ->
                "label_replace(" + vector(depth) + ", \"dst\", \"x-$1\", \"" + pick(words.labels()) + "\", \"(.*)\")";
            case "label_join" -> "label_join(" + vector(depth) + ", \"dst\", \"-\", \"" + pick(words.labels()) + "\")";
            default -> function.name() + "(" + arguments(function, depth) + ")";
        };
    }

    private String arguments(FunctionSignature function, int depth) {
        int max = Math.min(function.maxArguments(), function.argumentTypes().size() + 1);
        int count = function.minArguments() + random.nextInt(max - function.minArguments() + 1);
        StringBuilder arguments = new StringBuilder();
        for (int i = 0; i < count; i++) {
            arguments
                    .append(i == 0 ? "" : ", ")
                    .append(
                            switch (function.argumentType(i)) {
                                case VECTOR -> vector(depth);
                                case MATRIX -> matrix(depth);
                                case SCALAR -> scalar(Math.min(depth, 1));
                                case STRING -> "\"" + pick(words.labels()) + "\"";
                            });
        }
        return arguments.toString();
    }

    private String aggregation(int depth) {
        String clause = chance(30) ? "" : pick("by", "without") + " (" + labels() + ")";
        String body = switch (random.nextInt(10)) {
            case 0 -> pick("topk", "bottomk") + "%s(" + pick("1", "2", "3") + ", " + vector(depth) + ")";
            case 1 -> "quantile%s(" + pick("0.5", "0.9", "0", "1", "-1", "2", "NaN") + ", " + vector(depth) + ")";
            case 2 -> "count_values%s(\"value\", " + (dialect == Dialect.V3 ? vector(depth) : selector()) + ")";
            case 3 ->
                dialect == Dialect.V3
                        ? pick("limitk", "limit_ratio") + "%s(" + pick("1", "0.5") + ", " + vector(depth) + ")"
                        : "sum%s(" + vector(depth) + ")";
            default -> pick(AGGREGATIONS) + "%s(" + vector(depth) + ")";
        };
        return chance(70) ? body.replaceFirst("%s", " " + clause + " ") : body.replaceFirst("%s", "") + " " + clause;
    }

    private String labels() {
        StringBuilder labels = new StringBuilder();
        int count = random.nextInt(3);
        for (int i = 0; i < count; i++) {
            labels.append(i == 0 ? "" : ", ").append(pick(words.labels()));
        }
        return labels.toString();
    }

    private String vectorBinary(int depth) {
        String left = operand(vector(depth));
        String right = operand(vector(depth));
        String matching = chance(50) ? "" : " " + pick("on", "ignoring") + " (" + labels() + ")";
        if (chance(30)) {
            return left + " " + pick(SETS) + matching + " " + right;
        }
        if (!matching.isEmpty() && chance(40)) {
            String label = pick(words.labels());
            boolean include = chance(50) && !matching.matches(".*\\b" + label + "\\b.*");
            matching += " " + pick("group_left", "group_right") + " (" + (include ? label : "") + ")";
        }
        if (dialect == Dialect.V3 && chance(10)) {
            matching += pick(" fill (0)", " fill_left (-1)", " fill_right (NaN) fill_left (1m)");
        }
        String operator = chance(60) ? pick(ARITHMETIC) : pick(COMPARISONS) + (chance(30) ? " bool" : "");
        return left + " " + operator + matching + " " + right;
    }

    private String mixedBinary(int depth) {
        String operator = chance(60) ? pick(ARITHMETIC) : pick(COMPARISONS) + (chance(30) ? " bool" : "");
        String vector = operand(vector(depth));
        String scalar = operand(scalar(Math.min(depth, 1)));
        return chance(50) ? vector + " " + operator + " " + scalar : scalar + " " + operator + " " + vector;
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private String pick(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
