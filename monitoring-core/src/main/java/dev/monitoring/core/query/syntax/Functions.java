package dev.monitoring.core.query.syntax;

import static dev.monitoring.core.query.value.ValueType.MATRIX;
import static dev.monitoring.core.query.value.ValueType.SCALAR;
import static dev.monitoring.core.query.value.ValueType.STRING;
import static dev.monitoring.core.query.value.ValueType.VECTOR;

import dev.monitoring.core.query.value.ValueType;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The signatures of all functions of PromQL, by name. What they compute is told elsewhere. */
public final class Functions {
    private static final String[] OF_VECTOR = {
        "abs",
        "absent",
        "acos",
        "acosh",
        "asin",
        "asinh",
        "atan",
        "atanh",
        "ceil",
        "cos",
        "cosh",
        "deg",
        "exp",
        "floor",
        "histogram_avg",
        "histogram_count",
        "histogram_stddev",
        "histogram_stdvar",
        "histogram_sum",
        "ln",
        "log10",
        "log2",
        "rad",
        "sgn",
        "sin",
        "sinh",
        "sort",
        "sort_desc",
        "sqrt",
        "tan",
        "tanh",
        "timestamp"
    };
    private static final String[] OF_RANGE = {
        "absent_over_time", "avg_over_time", "changes", "count_over_time", "delta", "deriv", "first_over_time",
                "idelta",
        "increase", "irate", "last_over_time", "max_over_time", "min_over_time", "present_over_time", "rate", "resets",
        "stddev_over_time", "stdvar_over_time", "sum_over_time"
    };
    private static final String[] OF_RANGE_EXPERIMENTAL = {
        "mad_over_time", "ts_of_first_over_time", "ts_of_last_over_time", "ts_of_max_over_time", "ts_of_min_over_time"
    };
    private static final String[] OF_DATE = {
        "day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month", "year"
    };

    /** How many quantiles {@code histogram_quantiles} takes. */
    private static final int MAX_QUANTILES = 10;

    private static final Map<String, FunctionSignature> BY_NAME = new Table().signatures;

    private Functions() {}

    /** The function of that name; names are written in lower case. */
    public static Optional<FunctionSignature> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** All functions, ascending by name. */
    public static Collection<FunctionSignature> all() {
        return BY_NAME.values();
    }

    private static final class Table {
        private final Map<String, FunctionSignature> entries = new TreeMap<>();
        private final Map<String, FunctionSignature> signatures = Collections.unmodifiableMap(entries);

        Table() {
            for (String name : OF_VECTOR) {
                stable(name, 0, VECTOR, VECTOR);
            }
            for (String name : OF_RANGE) {
                stable(name, 0, VECTOR, MATRIX);
            }
            for (String name : OF_RANGE_EXPERIMENTAL) {
                experimental(name, 0, VECTOR, MATRIX);
            }
            for (String name : OF_DATE) {
                stable(name, 1, VECTOR, VECTOR);
            }
            stable("clamp", 0, VECTOR, VECTOR, SCALAR, SCALAR);
            stable("clamp_max", 0, VECTOR, VECTOR, SCALAR);
            stable("clamp_min", 0, VECTOR, VECTOR, SCALAR);
            stable("round", 1, VECTOR, VECTOR, SCALAR);
            stable("predict_linear", 0, VECTOR, MATRIX, SCALAR);
            stable("quantile_over_time", 0, VECTOR, SCALAR, MATRIX);
            stable("histogram_fraction", 0, VECTOR, SCALAR, SCALAR, VECTOR);
            stable("histogram_quantile", 0, VECTOR, SCALAR, VECTOR);
            stable("label_join", FunctionSignature.ANY_NUMBER, VECTOR, VECTOR, STRING, STRING, STRING);
            stable("label_replace", 0, VECTOR, VECTOR, STRING, STRING, STRING, STRING);
            stable("pi", 0, SCALAR);
            stable("scalar", 0, SCALAR, VECTOR);
            stable("time", 0, SCALAR);
            stable("vector", 0, VECTOR, SCALAR);
            experimental("double_exponential_smoothing", 0, VECTOR, MATRIX, SCALAR, SCALAR);
            experimental("histogram_quantiles", MAX_QUANTILES - 1, VECTOR, VECTOR, STRING, SCALAR, SCALAR);
            experimental("info", 1, VECTOR, VECTOR, VECTOR);
            experimental("max_of", 0, SCALAR, SCALAR, SCALAR);
            experimental("min_of", 0, SCALAR, SCALAR, SCALAR);
            experimental("sort_by_label", FunctionSignature.ANY_NUMBER, VECTOR, VECTOR, STRING);
            experimental("sort_by_label_desc", FunctionSignature.ANY_NUMBER, VECTOR, VECTOR, STRING);
            experimental("start_timestamp", 0, VECTOR, VECTOR);
            for (String name : List.of("start", "end", "step", "range")) {
                experimental(name, 0, SCALAR);
            }
        }

        private void stable(String name, int variadic, ValueType returnType, ValueType... argumentTypes) {
            add(name, variadic, returnType, argumentTypes, false);
        }

        private void experimental(String name, int variadic, ValueType returnType, ValueType... argumentTypes) {
            add(name, variadic, returnType, argumentTypes, true);
        }

        private void add(
                String name, int variadic, ValueType returnType, ValueType[] argumentTypes, boolean isExperimental) {
            entries.put(
                    name, new FunctionSignature(name, List.of(argumentTypes), variadic, returnType, isExperimental));
        }
    }
}
