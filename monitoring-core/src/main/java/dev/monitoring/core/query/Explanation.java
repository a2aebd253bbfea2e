package dev.monitoring.core.query;

import dev.monitoring.core.query.value.Annotation;
import java.util.List;

/**
 * An expression taken apart: what each part of it yields at one moment. Immutable.
 *
 * <pre>{@code
 * Explanation why = monitoring.query("errors / on(job) requests > 0.1").explain(Instant.now());
 * why.root().parts().forEach(part -> System.out.println(part.text() + " yields " + part.seriesCount() + " series"));
 * }</pre>
 *
 * @param expression the text asked
 * @param timeMillis the moment, in epoch milliseconds
 * @param root the whole expression, with its parts below; parentheses are no part of their own
 * @param isComplete whether every part was computed; of expressions with very many, only the first are
 * @param annotations warnings and infos about the whole, each once
 */
public record Explanation(
        String expression, long timeMillis, ExplainedPart root, boolean isComplete, List<Annotation> annotations) {
    public Explanation {
        annotations = List.copyOf(annotations);
    }
}
