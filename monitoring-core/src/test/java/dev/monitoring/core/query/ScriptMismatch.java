package dev.monitoring.core.query;

/** Says that an answer is not the one the script expects. */
final class ScriptMismatch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param run which of the executions of the case it was
     */
    ScriptMismatch(String run, String difference) {
        super(run + ": " + difference);
    }
}
