/**
 * Service level objectives: what share of events must be good over a window, how much of the error budget is left, and how fast
 * it burns. Counts of the whole window are kept in buckets, so that a window of 30 days needs no 30 days of samples; alerts are
 * ordinary rules over the series that each evaluation writes. Knows neither routes nor who is told. The ways in are
 * {@link dev.monitoring.alerts.slo.Objective} and {@link dev.monitoring.alerts.slo.SloEngine}.
 */
@NullMarked
package dev.monitoring.alerts.slo;

import org.jspecify.annotations.NullMarked;
