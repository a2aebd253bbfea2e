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
            throw new RuleFailure("rule result is not a vector or scalar");
        } catch (QueryException e) {
            throw new RuleFailure(e.message());
        }
    }

    /** Whether none of the selectors finds a series. */
    boolean hasNoData(long timeMillis) throws RuleFailure {
        for (Outline.Selector selector : selectors) {
            String question = selector.isRange() ? "present_over_time(" + selector.text() + ")" : selector.text();
            try {
                QueryValue value = engine.instant(question, timeMillis, options).value();
                if (value instanceof VectorValue vector && !vector.samples().isEmpty()) {
                    return false;
                }
            } catch (QueryException e) {
                throw new RuleFailure(e.message());
            }
        }
        return !selectors.isEmpty();
    }
}
