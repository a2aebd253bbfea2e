package dev.monitoring.core.api;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.value.MatrixSeries;
import dev.monitoring.core.query.value.MatrixValue;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.QueryValue;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Answers the expressions it was told, and vectors without samples to all others. Confined to one thread. */
final class FakeQueries implements Queries {
    private final Map<String, List<VectorSample>> latest = new HashMap<>();
    private final Map<String, List<MatrixSeries>> past = new HashMap<>();
    private final Map<String, QueryException> failures = new HashMap<>();
    final List<String> asked = new ArrayList<>();

    FakeQueries with(String expression, Labels labels, double value, double... points) {
        latest.computeIfAbsent(expression, any -> new ArrayList<>()).add(new VectorSample(labels, 0, value));
        if (points.length > 0) {
            past.computeIfAbsent(expression, any -> new ArrayList<>())
                    .add(new MatrixSeries(labels, new long[points.length], points));
        }
        return this;
    }

    FakeQueries failing(String expression, QueryException failure) {
        failures.put(expression, failure);
        return this;
    }

    @Override
    public QueryValue instant(String expression, long timeMillis, BooleanSupplier cancelled) {
        asked.add(expression + " at " + timeMillis);
        throwIfFailing(expression);
        return new VectorValue(latest.getOrDefault(expression, List.of()));
    }

    @Override
    public QueryValue range(
            String expression, long startMillis, long endMillis, long stepMillis, BooleanSupplier cancelled) {
        asked.add(expression + " from " + startMillis + " to " + endMillis + " by " + stepMillis);
        throwIfFailing(expression);
        return new MatrixValue(past.getOrDefault(expression, List.of()));
    }

    private void throwIfFailing(String expression) {
        QueryException failure = failures.get(expression);
        if (failure != null) {
            throw failure;
        }
    }
}
