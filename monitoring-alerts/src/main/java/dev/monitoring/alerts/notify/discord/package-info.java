/** Notifications to Discord. {@link dev.monitoring.alerts.notify.discord.DiscordChannel} is the channel. */
@NullMarked
package dev.monitoring.alerts.notify.discord;

import org.jspecify.annotations.NullMarked;
