/**
 * Notifications to any program that takes Alertmanager's web hook. {@link dev.monitoring.alerts.notify.webhook.WebhookChannel} is
 * the channel.
 */
@NullMarked
package dev.monitoring.alerts.notify.webhook;

import org.jspecify.annotations.NullMarked;
