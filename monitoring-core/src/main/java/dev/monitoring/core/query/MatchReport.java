package dev.monitoring.core.query;

import dev.monitoring.core.model.Labels;
import java.util.List;

/**
 * Which elements of two vectors meet. Immutable. Elements meet where they agree in some labels; those labels of an element are
 * its key.
 *
 * @param matchedCount how many keys both sides have
 * @param leftOnlyCount how many keys only the left side has
 * @param rightOnlyCount how many keys only the right side has
 * @param leftOnly the first {@value Explainer#MAX_SERIES} of those that only the left side has
 * @param rightOnly the first {@value Explainer#MAX_SERIES} of those that only the right side has
 */
public record MatchReport(
        int matchedCount, int leftOnlyCount, int rightOnlyCount, List<Labels> leftOnly, List<Labels> rightOnly) {
    public MatchReport {
        leftOnly = List.copyOf(leftOnly);
        rightOnly = List.copyOf(rightOnly);
    }
}
