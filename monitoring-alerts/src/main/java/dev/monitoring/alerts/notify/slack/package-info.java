/** Notifications to Slack, and to chats that take its messages. {@link dev.monitoring.alerts.notify.slack.SlackChannel} is the channel. */
@NullMarked
package dev.monitoring.alerts.notify.slack;

import org.jspecify.annotations.NullMarked;
