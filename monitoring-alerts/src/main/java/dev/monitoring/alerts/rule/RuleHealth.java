package dev.monitoring.alerts.rule;

/** How the last evaluation of a rule went. */
public enum RuleHealth {
    /** There was none yet. */
    UNKNOWN("unknown"),
    /** It went well. */
    OK("ok"),
    /** It failed; the rule's alerts are as they were. */
    ERROR("err");

    private final String word;

    RuleHealth(String word) {
        this.word = word;
    }

    /** Prometheus' word. */
    public String word() {
        return word;
    }
}
