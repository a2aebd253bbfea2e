package dev.monitoring.core.query.value;

import org.jspecify.annotations.Nullable;

/**
 * A remark on an answer that is an answer all the same. Immutable.
 *
 * <p>Two remarks that differ in their position only are one to Prometheus; see {@link #isSameRemark}.
 *
 * @param severity whether the answer may be wrong or only be not what was meant
 * @param message as Prometheus words it, without the prefix {@code PromQL warning: } and without the position
 * @param position the part of the query it is about, where there is one
 */
public record Annotation(
        Severity severity, String message, @Nullable Position position) {
    /** How much a remark matters. */
    public enum Severity {
        /** The answer may be wrong or incomplete. */
        WARNING("warning"),
        /** The answer is right, but perhaps to another question. */
        INFO("info");

        private final String word;

        Severity(String word) {
            this.word = word;
        }

        /** {@code warning} or {@code info}. */
        public String word() {
            return word;
        }
    }

    public static Annotation warning(String message, @Nullable Position position) {
        return new Annotation(Severity.WARNING, message, position);
    }

    public static Annotation info(String message, @Nullable Position position) {
        return new Annotation(Severity.INFO, message, position);
    }

    /** Whether the other says the same, wherever in the query. */
    public boolean isSameRemark(Annotation other) {
        return severity == other.severity && message.equals(other.message);
    }

    /** The whole text of Prometheus: {@code PromQL info: … (1:5)}. */
    @Override
    public String toString() {
        String text = "PromQL " + severity.word() + ": " + message;
        return position == null ? text : text + " (" + position + ")";
    }
}
