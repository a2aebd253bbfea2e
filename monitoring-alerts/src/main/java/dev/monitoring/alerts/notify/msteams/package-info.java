/** Notifications to Microsoft Teams. {@link dev.monitoring.alerts.notify.msteams.MsteamsChannel} is the channel. */
@NullMarked
package dev.monitoring.alerts.notify.msteams;

import org.jspecify.annotations.NullMarked;
