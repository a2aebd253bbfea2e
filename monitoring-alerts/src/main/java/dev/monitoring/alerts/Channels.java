package dev.monitoring.alerts;

import dev.monitoring.alerts.notify.CallbackChannel;
import dev.monitoring.alerts.notify.Channel;
import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.notify.discord.DiscordChannel;
import dev.monitoring.alerts.notify.email.EmailChannel;
import dev.monitoring.alerts.notify.log.LogChannel;
import dev.monitoring.alerts.notify.msteams.MsteamsChannel;
import dev.monitoring.alerts.notify.msteams.Msteamsv2Channel;
import dev.monitoring.alerts.notify.opsgenie.OpsgenieChannel;
import dev.monitoring.alerts.notify.pagerduty.PagerdutyChannel;
import dev.monitoring.alerts.notify.slack.SlackChannel;
import dev.monitoring.alerts.notify.telegram.TelegramChannel;
import dev.monitoring.alerts.notify.webhook.WebhookChannel;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The channels that this module has. */
final class Channels {
    private Channels() {}

    static List<Channel> all(Map<String, Consumer<Notification>> callbacks) {
        return List.of(
                new CallbackChannel(callbacks),
                new LogChannel(),
                new EmailChannel(),
                new WebhookChannel(),
                new SlackChannel(),
                new DiscordChannel(),
                new PagerdutyChannel(),
                new MsteamsChannel(),
                new Msteamsv2Channel(),
                new TelegramChannel(),
                new OpsgenieChannel());
    }
}
