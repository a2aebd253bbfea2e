package dev.monitoring.alerts.notify;

import dev.monitoring.alerts.yaml.YamlMap;
import java.util.Optional;

/** A kind of way to tell people: e-mail, a chat, a web hook. Immutable. */
public interface Channel {
    /** The kind, as it stands before {@code _configs} in an Alertmanager configuration: {@code webhook}. */
    String kind();

    /** Templates that its settings' defaults call; the empty text where there are none. */
    default String templates() {
        return "";
    }

    /**
     * A way to tell, as settings describe it. Neither connects nor waits.
     *
     * @param settings what stands under the kind's key of a receiver, {@code send_resolved} taken as read; everything wrong in
     *     it, keys that it does not have among it, becomes a fault there
     * @return empty where there is a fault
     */
    Optional<Notifier> open(YamlMap settings, ChannelContext context);
}
