package dev.monitoring.core.query.function;

import dev.monitoring.core.query.function.CompensatedRows.Result;
import java.util.Map;
import java.util.function.IntFunction;

/** The aggregations that need no more than one row at a time, by the word of the language. */
public final class Accumulators {
    private static final Map<String, IntFunction<Accumulator>> MAKERS = Map.of(
            "sum", steps -> new CompensatedRows(steps, Result.SUM),
            "avg", steps -> new CompensatedRows(steps, Result.MEAN),
            "count", CountRows::counts,
            "group", CountRows::ones,
            "min", steps -> new ExtremeRows(steps, false),
            "max", steps -> new ExtremeRows(steps, true),
            "stdvar", steps -> new VarianceRows(steps, false),
            "stddev", steps -> new VarianceRows(steps, true));

    private static final Map<String, IntFunction<Accumulator>> VERSION_2 = Map.of(
            "sum", PlainRows::sums,
            "avg", PlainRows::means);

    private Accumulators() {}

    /** Whether {@code word} names such an aggregation. */
    public static boolean has(String word) {
        return MAKERS.containsKey(word);
    }

    /**
     * An accumulator for that many steps.
     *
     * @param version2 whether Prometheus 2.42 is to be matched, which does not compensate sums
     * @throws IllegalArgumentException if there is no such aggregation
     */
    public static Accumulator of(String word, int steps, boolean version2) {
        IntFunction<Accumulator> maker = version2 ? VERSION_2.getOrDefault(word, MAKERS.get(word)) : MAKERS.get(word);
        if (maker == null) {
            throw new IllegalArgumentException(word + " is no aggregation row by row");
        }
        return maker.apply(steps);
    }
}
