/** Notifications to Telegram. {@link dev.monitoring.alerts.notify.telegram.TelegramChannel} is the channel. */
@NullMarked
package dev.monitoring.alerts.notify.telegram;

import org.jspecify.annotations.NullMarked;
