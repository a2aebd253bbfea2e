/**
 * From alerts that are due to people who know of them. Knows how a notification is told to a channel, not what any channel
 * is. {@link dev.monitoring.alerts.notify.Channel} is what a channel implements.
 */
@NullMarked
package dev.monitoring.alerts.notify;

import org.jspecify.annotations.NullMarked;
