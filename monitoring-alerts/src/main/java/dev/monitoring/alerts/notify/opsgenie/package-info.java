/** Notifications to Opsgenie. {@link dev.monitoring.alerts.notify.opsgenie.OpsgenieChannel} is the channel. */
@NullMarked
package dev.monitoring.alerts.notify.opsgenie;

import org.jspecify.annotations.NullMarked;
