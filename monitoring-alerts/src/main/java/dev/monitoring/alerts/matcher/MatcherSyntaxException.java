package dev.monitoring.alerts.matcher;

/** A text that is no list of matchers; the message says what was found, what is right, and what to do. */
public final class MatcherSyntaxException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final int column;

    MatcherSyntaxException(int column, String message) {
        super(message);
        this.column = column;
    }

    /** Where in the text it is wrong, in code points from 1. */
    public int column() {
        return column;
    }
}
