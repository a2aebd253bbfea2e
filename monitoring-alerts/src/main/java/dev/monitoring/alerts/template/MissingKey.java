package dev.monitoring.alerts.template;

/** What a map gives for a key that it does not have: the option {@code missingkey} of Go's text/template. */
public enum MissingKey {
    /** The empty value of the map's type: nothing for labels. What Prometheus and Alertmanager set. */
    ZERO,
    /** No value, which prints as <code>&lt;no value&gt;</code>. What Go does unless told. */
    NO_VALUE,
    /** An error. */
    ERROR
}
