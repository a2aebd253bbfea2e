package dev.monitoring.alerts;

import dev.monitoring.alerts.notify.CallbackChannel;
import dev.monitoring.alerts.notify.Channel;
import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.notify.email.EmailChannel;
import dev.monitoring.alerts.notify.log.LogChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The channels that this module has. */
final class Channels {
    private Channels() {}

    static List<Channel> all(Map<String, Consumer<Notification>> callbacks) {
        List<Channel> all = new ArrayList<>();
        all.add(new LogChannel());
        all.add(new CallbackChannel(callbacks));
        all.add(new EmailChannel());
        return all;
    }
}
