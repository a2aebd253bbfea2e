package dev.monitoring.core.query.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which elements of two vectors meet. Immutable.
 *
 * @param many the side that may have several elements for one of the other
 * @param on whether {@code labels} must agree, rather than all others but the metric name
 * @param labels ascending
 * @param include labels taken over from the side with one element
 * @param fillLeft the value of a missing element on the left
 * @param fillRight the value of a missing element on the right
 */
public record Matching(
        Many many,
        boolean on,
        List<String> labels,
        List<String> include,
        @Nullable Double fillLeft,
        @Nullable Double fillRight) {
    /** The side with several elements. */
    public enum Many {
        NONE,
        LEFT,
        RIGHT,
        /** Set operators. */
        BOTH
    }

    public Matching {
        labels = labels.stream().sorted().toList();
        include = List.copyOf(include);
    }
}
