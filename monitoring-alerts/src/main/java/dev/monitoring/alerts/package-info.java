/**
 * Alert rules and what follows from them. Rule files are evaluated in the process and answered through Prometheus' API; routing,
 * silences, notifiers and service level objectives are not built yet. The way in is the module itself: with it on the class
 * path, {@code monitoring.alerts.rules} names rule files.
 */
@NullMarked
package dev.monitoring.alerts;

import org.jspecify.annotations.NullMarked;
