/**
 * A sign of life to somebody outside, who raises the alarm when it stays away: what alerts from within a process dies with it.
 * {@link dev.monitoring.alerts.notify.heartbeat.Heartbeat} is the way in. Knows neither rules nor channels.
 */
@NullMarked
package dev.monitoring.alerts.notify.heartbeat;

import org.jspecify.annotations.NullMarked;
