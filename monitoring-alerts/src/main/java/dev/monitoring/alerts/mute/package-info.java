/**
 * May this alert speak now: silences, inhibition, time intervals. Knows neither routes nor receivers. The ways in are
 * {@link dev.monitoring.alerts.mute.Silences}, {@link dev.monitoring.alerts.mute.Inhibition} and
 * {@link dev.monitoring.alerts.mute.TimeInterval}.
 */
@NullMarked
package dev.monitoring.alerts.mute;

import org.jspecify.annotations.NullMarked;
