/**
 * Alerts handed on to real Alertmanagers, as Prometheus does it: to each of a cluster, on every change and again every minute.
 * {@link dev.monitoring.alerts.notify.alertmanager.AlertForwarder} is the way in. Not a channel: routes, silences and groups
 * are then the Alertmanagers' business. Knows no channel.
 */
@NullMarked
package dev.monitoring.alerts.notify.alertmanager;

import org.jspecify.annotations.NullMarked;
