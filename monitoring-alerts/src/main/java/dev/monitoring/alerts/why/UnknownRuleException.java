package dev.monitoring.alerts.why;

/** There is no such rule; the message names the nearest there is. */
public final class UnknownRuleException extends Exception {
    private static final long serialVersionUID = 1L;

    UnknownRuleException(String message) {
        super(message, null, false, false);
    }
}
