package dev.monitoring.alerts.rule;

/** Why an evaluation of a rule has no result. */
final class RuleFailure extends Exception {
    private static final long serialVersionUID = 1L;

    RuleFailure(String message) {
        super(message, null, false, false);
    }
}
