/**
 * Notifications into the host's log. Knows no receiver beyond SLF4J. {@link dev.monitoring.alerts.notify.log.LogChannel} is the
 * way in.
 */
@NullMarked
package dev.monitoring.alerts.notify.log;

import org.jspecify.annotations.NullMarked;
