package dev.monitoring.alerts.notify;

import dev.monitoring.alerts.yaml.YamlMap;
import dev.monitoring.core.model.Spelling;
import dev.monitoring.core.time.Deadline;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Code of the host that is told, by its name: {@code callback_configs: [{name: pager}]}. Runs on a thread of this library; what
 * it throws counts as not told, and it is tried again. Immutable.
 */
public final class CallbackChannel implements Channel {
    private final Map<String, Consumer<Notification>> callbacks;

    public CallbackChannel(Map<String, Consumer<Notification>> callbacks) {
        this.callbacks = new LinkedHashMap<>(callbacks);
    }

    @Override
    public String kind() {
        return "callback";
    }

    @Override
    public Optional<Notifier> open(YamlMap settings, ChannelContext context) {
        Optional<String> name = settings.requiredText("name", "name: pager");
        settings.refuseOthers("a callback");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Consumer<Notification> callback = callbacks.get(name.get());
        if (callback == null) {
            settings.fault("there is no callback \"" + name.get() + "\""
                    + Spelling.nearest(name.get(), callbacks.keySet())
                            .map(near -> ", did you mean \"" + near + "\"?")
                            .orElse("; give it to AlertsExtension.builder().callback(name, …)"));
            return Optional.empty();
        }
        return Optional.of(new Callback(name.get(), callback));
    }

    private record Callback(String name, Consumer<Notification> callback) implements Notifier {
        @Override
        public Delivery tell(Notification notification, Deadline deadline) {
            try {
                callback.accept(notification);
                return Delivery.delivered();
            } catch (RuntimeException | LinkageError e) {
                return Delivery.postponed("the callback threw " + e);
            }
        }

        @Override
        public String target() {
            return "callback " + name;
        }
    }
}
