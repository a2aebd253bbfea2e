package dev.monitoring.alerts.rule;

import dev.monitoring.core.query.value.QueryException;

/** Why an evaluation of a rule has no result. */
final class RuleFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whether somebody wanted no result any more, which says nothing about the rule. */
    private final boolean cancelled;

    RuleFailure(String message) {
        this(message, false);
    }

    private RuleFailure(String message, boolean cancelled) {
        super(message, null, false, false);
        this.cancelled = cancelled;
    }

    /** A query of the rule that did not succeed. */
    static RuleFailure of(QueryException failure) {
        return new RuleFailure(failure.message(), failure.code() == QueryException.Code.CANCELED);
    }

    boolean isCancelled() {
        return cancelled;
    }
}
