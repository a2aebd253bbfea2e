package dev.monitoring.alerts.rule;

import dev.monitoring.alerts.alert.Alert;
import java.util.List;

/** Hears of the alerts of each rule after each of its evaluations. */
@FunctionalInterface
public interface AlertListener {
    /**
     * A rule was evaluated. Called on the thread that evaluates; quick, and never blocking.
     *
     * @param group the rule's group
     * @param rule the rule
     * @param timeMillis the moment of the evaluation, in epoch milliseconds
     * @param alerts its pending, firing and resolved alerts
     */
    void evaluated(RuleGroup group, AlertRule rule, long timeMillis, List<Alert> alerts);
}
