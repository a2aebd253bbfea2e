package dev.monitoring.alerts.lint;

/** What is probably not meant so. */
public enum LintKind {
    /** A label of an alert holds its value, so that each change of it is another alert. */
    VALUE_IN_LABEL("value-in-label"),
    /** A {@code for} that is shorter than the distance of evaluations. */
    FOR_BELOW_INTERVAL("for-below-interval"),
    /** A range that holds too few samples to be computed with. */
    SHORT_RANGE("short-range"),
    /** A function for counters used on a gauge, or the other way round. */
    WRONG_TYPE("wrong-type"),
    /** A selector that no series fits now. */
    NO_SERIES("no-series"),
    /** An alert whose expression always yields something. */
    NO_CONDITION("no-condition"),
    /** A text that names a label which the expression takes away. */
    LOST_LABEL("lost-label"),
    /** {@code absent} with a regular expression, which is not told which series is missing. */
    ABSENT_REGEX("absent-regex"),
    /** Two alerts that cannot be told apart. */
    DUPLICATE_ALERT("duplicate-alert"),
    /** An alert without the label that routes look at. */
    NO_SEVERITY("no-severity"),
    /** A route that a route before it takes all alerts from. */
    UNREACHABLE_ROUTE("unreachable-route"),
    /** A receiver that no route names. */
    UNUSED_RECEIVER("unused-receiver");

    private final String word;

    LintKind(String word) {
        this.word = word;
    }

    /** The kind as people read it. */
    public String word() {
        return word;
    }
}
