package dev.monitoring.collectors.redis.connection;

import io.lettuce.core.ClientOptions;
import java.lang.reflect.Method;

/**
 * The greeting by which Lettuce 7 subscribes to notices of maintenance: {@code CLIENT MAINT_NOTIFICATIONS}. A server that does
 * not know it counts an error, and an ACL has to allow it, so we do without. Lettuce 6 has neither the greeting nor the switch,
 * hence the reflection.
 */
final class MaintenanceNotices {
    private static final String CONFIG = "io.lettuce.core.MaintNotificationsConfig";

    private MaintenanceNotices() {}

    /** Switches the greeting off where the client library has it. */
    static void switchOff(ClientOptions.Builder options) {
        try {
            Class<?> config = Class.forName(CONFIG, true, ClientOptions.class.getClassLoader());
            Object disabled = config.getMethod("disabled").invoke(null);
            Method set = ClientOptions.Builder.class.getMethod("maintNotificationsConfig", config);
            set.invoke(options, disabled);
        } catch (ReflectiveOperationException e) {
            // Lettuce 6; or one that calls it otherwise, and then a server's error is what it costs
        }
    }
}
