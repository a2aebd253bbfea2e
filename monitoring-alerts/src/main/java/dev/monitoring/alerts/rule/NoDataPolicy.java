package dev.monitoring.alerts.rule;

/**
 * What it means for the alerts of a rule that none of its selectors finds a series. Where some do, or the expression has none,
 * there is data.
 */
public enum NoDataPolicy {
    /** Nothing to alert on: pending alerts are forgotten and firing ones resolve, as in Prometheus. */
    OK,
    /** An alert of its own, named as the rule and with the rule's labels: what is watched is gone. */
    ALERTING,
    /** No news: every alert stays as it is until there is data again. */
    KEEP
}
