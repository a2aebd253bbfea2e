package dev.monitoring.core.query;

import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.QueryValue;
import dev.monitoring.core.query.value.ValueType;
import java.util.List;
import java.util.Optional;

/**
 * A part of an expression and what it yields. Immutable.
 *
 * @param text the part as PromQL
 * @param position where it stands in the expression
 * @param operation what it does to its parts: the name of a function or aggregation, an operator such as {@code >} or
 *     {@code and}, {@code > bool} for one that yields 0 and 1; empty of selectors and literals
 * @param type the type of its value
 * @param seriesCount how many elements or series it yields; 1 for scalars and texts, 0 where it failed
 * @param sampleCount how many samples those have; of a range vector all in its window, otherwise the same as
 *     {@code seriesCount}
 * @param value what it yields, cut to the first {@value Explainer#MAX_SERIES} elements or series and, of each series, to its
 *     newest {@value Explainer#MAX_SAMPLES} samples; empty where it failed
 * @param fault why it yields nothing, where it failed
 * @param match which elements of its two operands do not meet, where both are vectors
 * @param hints what may be wrong with a part that yields nothing: names that are near, series that have ended, windows with
 *     too few samples
 * @param parts the parts it is made of, in order of the text
 */
public record ExplainedPart(
        String text,
        Position position,
        Optional<String> operation,
        ValueType type,
        int seriesCount,
        long sampleCount,
        Optional<QueryValue> value,
        Optional<String> fault,
        Optional<MatchReport> match,
        List<String> hints,
        List<ExplainedPart> parts) {
    public ExplainedPart {
        hints = List.copyOf(hints);
        parts = List.copyOf(parts);
    }
}
