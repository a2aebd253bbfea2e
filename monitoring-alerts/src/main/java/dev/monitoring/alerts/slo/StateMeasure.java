package dev.monitoring.alerts.slo;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.QueryOptions;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.QueryValue;
import dev.monitoring.core.query.value.ScalarValue;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks at a state and takes it for how it was since the look before, where that was not long ago. Confined to its objective.
 */
final class StateMeasure implements Measure {
    /** Longer than this between two looks, nobody knows. */
    static final long TOLERATED_MILLIS = CounterReader.LOOKBACK_MILLIS;

    private static final double MILLIS = 1_000;

    /** What an element of the expression's result makes of its group. */
    private interface Judge {
        /** The part of a second, from 0 to 1, that counts; NaN where nobody knows. */
        double part(double value, long nowMillis);
    }

    private final String expression;
    private final List<String> by;
    private final boolean worstCounts;
    private final Judge judge;
    private final QueryEngine queries;
    private final QueryOptions options;

    private StateMeasure(
            String expression,
            List<String> by,
            boolean worstCounts,
            Judge judge,
            QueryEngine queries,
            QueryOptions options) {
        this.expression = expression;
        this.by = by;
        this.worstCounts = worstCounts;
        this.judge = judge;
        this.queries = queries;
        this.options = options;
    }

    static StateMeasure of(FreshnessIndicator indicator, List<String> by, QueryEngine queries, QueryOptions options) {
        double within = indicator.within().toMillis() / MILLIS;
        return new StateMeasure(
                indicator.timestamp().text(),
                by,
                true,
                (value, nowMillis) -> Double.isNaN(value) ? value : nowMillis / MILLIS - value > within ? 1 : 0,
                queries,
                options);
    }

    static StateMeasure of(RatioIndicator indicator, List<String> by, QueryEngine queries, QueryOptions options) {
        return new StateMeasure(indicator.expression(), by, false, (value, nowMillis) -> value, queries, options);
    }

    @Override
    public String look(long previousMillis, long nowMillis, Tally tally) {
        Map<Labels, Double> parts = new HashMap<>();
        String remark = "";
        for (VectorSample element : ask(nowMillis)) {
            Labels group = by.isEmpty() ? Labels.EMPTY : element.labels().only(by);
            double part = judge.part(element.value(), nowMillis);
            if (!(part >= 0 && part <= 1)) {
                remark = "\"" + expression + "\" yields " + part
                        + (Double.isNaN(part)
                                ? ", which counts as unknown"
                                : ", which counts as unknown; a share is between 0 and 1");
            } else if (parts.containsKey(group) && !worstCounts) {
                throw new QueryException(
                        QueryException.Code.EXECUTION,
                        null,
                        "\"" + expression + "\" yields several elements for " + group
                                + "; aggregate them, or name the labels that tell them apart under \"by\"");
            } else {
                parts.merge(group, part, Math::max);
            }
        }
        boolean known = previousMillis != Long.MIN_VALUE && nowMillis - previousMillis <= TOLERATED_MILLIS;
        double seconds = known ? (nowMillis - previousMillis) / MILLIS : 0;
        parts.forEach((group, part) -> {
            tally.alive(group);
            if (seconds > 0) {
                tally.add(group, nowMillis, part * seconds, seconds);
            }
        });
        if (parts.isEmpty() && remark.isEmpty()) {
            remark = "\"" + expression + "\" yields nothing; check its names and labels, and whether its target is up";
        }
        return remark;
    }

    private List<VectorSample> ask(long nowMillis) {
        QueryValue value = queries.instant(expression, nowMillis, options).value();
        if (value instanceof VectorValue vector) {
            return vector.samples();
        }
        return value instanceof ScalarValue scalar
                ? List.of(new VectorSample(Labels.EMPTY, nowMillis, scalar.value()))
                : List.of();
    }

    @Override
    public void shift(long millis) {}

    @Override
    public long bytes() {
        return 0;
    }
}
