/**
 * Rules and their evaluation: groups of rules are run on their interval, each alert's state is kept, and recorded series,
 * {@code ALERTS} and {@code ALERTS_FOR_STATE} are written to the history. Knows neither files nor who is told of alerts. The way
 * in is {@link dev.monitoring.alerts.rule.RuleEngine}.
 */
@NullMarked
package dev.monitoring.alerts.rule;

import org.jspecify.annotations.NullMarked;
