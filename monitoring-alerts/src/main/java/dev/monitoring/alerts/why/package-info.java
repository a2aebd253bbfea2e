/**
 * Why a rule fires or does not: seven questions asked in order, each answered with its evidence, for now and for any moment of
 * the history. And what a rule would have done. Knows neither files nor HTTP; what becomes of alerts that fire it asks a
 * {@link dev.monitoring.alerts.why.NotificationView}. The ways in are {@link dev.monitoring.alerts.why.RuleExplainer} and
 * {@link dev.monitoring.alerts.why.Backtest}.
 */
@NullMarked
package dev.monitoring.alerts.why;

import org.jspecify.annotations.NullMarked;
