package dev.monitoring.alerts.rule;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.Outline;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.QueryOptions;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.QueryValue;
import dev.monitoring.core.query.value.ScalarValue;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The expression of a rule, ready to be asked. Confined to the evaluation of the rule's group. */
final class RuleQuery {
    private final QueryEngine engine;
    private final QueryOptions options;
    private final String expression;
    private final List<Outline.Selector> selectors;

    RuleQuery(QueryEngine engine, QueryOptions options, String expression) {
        this.engine = engine;
        this.options = options;
        this.expression = expression;
        this.selectors = Outline.of(expression, engine.config().experimental()).selectors();
    }

    /** The elements that the expression yields. */
    List<VectorSample> ask(long timeMillis) throws RuleFailure {
        try {
            QueryValue value = engine.instant(expression, timeMillis, options).value();
            if (value instanceof VectorValue vector) {
                return vector.samples();
            }
            if (value instanceof ScalarValue scalar) {
                return List.of(new VectorSample(Labels.EMPTY, timeMillis, scalar.value()));
            }
            throw new RuleFailure(
                    "rule result is not a vector or scalar; put a range into a function, for example max_over_time");
        } catch (QueryException e) {
            throw RuleFailure.of(e);
        }
    }

    boolean hasSelectors() {
        return !selectors.isEmpty();
    }

    /** The longest stretch of time that a selector looks over; zero where none does. */
    Duration longestRange() {
        return selectors.stream()
                .flatMap(selector -> selector.range().stream())
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** The series that the selectors find. */
    List<Labels> series(long timeMillis) throws RuleFailure {
        List<Labels> found = new ArrayList<>();
        for (Outline.Selector selector : selectors) {
            found(selector, timeMillis).forEach(sample -> found.add(sample.labels()));
        }
        return found;
    }

    /** Whether none of the selectors finds a series. */
    boolean hasNoData(long timeMillis) throws RuleFailure {
        for (Outline.Selector selector : selectors) {
            if (!found(selector, timeMillis).isEmpty()) {
                return false;
            }
        }
        return !selectors.isEmpty();
    }

    private List<VectorSample> found(Outline.Selector selector, long timeMillis) throws RuleFailure {
        String question = selector.isRange() ? "present_over_time(" + selector.text() + ")" : selector.text();
        try {
            QueryValue value = engine.instant(question, timeMillis, options).value();
            return value instanceof VectorValue vector ? vector.samples() : List.of();
        } catch (QueryException e) {
            throw RuleFailure.of(e);
        }
    }
}
