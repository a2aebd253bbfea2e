/**
 * Alert rules and what follows from them. Rule files are evaluated in the process and answered through Prometheus' API;
 * what fires is routed, muted and told as Alertmanager does it; service level objectives become rules; and why an alert fires or
 * not can be asked. The way in is the module itself: with it on the class path, {@code monitoring.alerts.rules} names rule files.
 * In Java it is {@link dev.monitoring.alerts.AlertsExtension} before the start, and {@link dev.monitoring.alerts.Alerts} after it.
 */
@NullMarked
package dev.monitoring.alerts;

import org.jspecify.annotations.NullMarked;
