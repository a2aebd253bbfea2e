package dev.monitoring.core.query.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which elements of two instant vectors belong together. Immutable.
 *
 * @param cardinality how many elements may meet on each side
 * @param on whether {@code labels} are those that must agree, rather than those that need not
 * @param labels the labels of {@code on} or {@code ignoring}
 * @param include the labels that {@code group_left} or {@code group_right} takes over from the one side
 * @param fillLeft the value of an element that is missing on the left, if said
 * @param fillRight the value of an element that is missing on the right, if said
 */
public record VectorMatching(
        Cardinality cardinality,
        boolean on,
        List<String> labels,
        List<String> include,
        @Nullable Double fillLeft,
        @Nullable Double fillRight) {
    /** How many elements may meet on each side. */
    public enum Cardinality {
        ONE_TO_ONE("one-to-one"),
        /** With {@code group_left}. */
        MANY_TO_ONE("many-to-one"),
        /** With {@code group_right}. */
        ONE_TO_MANY("one-to-many"),
        /** Set operators. */
        MANY_TO_MANY("many-to-many");

        private final String words;

        Cardinality(String words) {
            this.words = words;
        }

        /** The words of the Prometheus API: {@code one-to-one}, … */
        public String words() {
            return words;
        }
    }

    public VectorMatching {
        labels = List.copyOf(labels);
        include = List.copyOf(include);
    }

    /** Whether one side may have several elements for one of the other. */
    public boolean isGrouping() {
        return cardinality == Cardinality.MANY_TO_ONE || cardinality == Cardinality.ONE_TO_MANY;
    }
}
