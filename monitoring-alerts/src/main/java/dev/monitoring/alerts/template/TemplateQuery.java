package dev.monitoring.alerts.template;

import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.VectorSample;
import java.util.List;

/** Answers the function {@code query} of Prometheus' templates, at the time for which the template is rendered. */
@FunctionalInterface
public interface TemplateQuery {
    /**
     * The instant vector that the expression gives; a scalar is a vector of one sample without labels.
     *
     * @throws QueryException if there is none
     */
    List<VectorSample> vector(String expression);

    /** For templates that may not ask. */
    static TemplateQuery none() {
        return expression -> {
            throw QueryException.execution(null, "queries are not possible here; leave the call of query out");
        };
    }
}
