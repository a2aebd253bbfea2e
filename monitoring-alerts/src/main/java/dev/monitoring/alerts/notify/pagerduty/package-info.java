/** Notifications to PagerDuty. {@link dev.monitoring.alerts.notify.pagerduty.PagerdutyChannel} is the channel. */
@NullMarked
package dev.monitoring.alerts.notify.pagerduty;

import org.jspecify.annotations.NullMarked;
