package dev.monitoring.core;

import dev.monitoring.core.http.Access;
import dev.monitoring.core.http.HttpLimits;
import dev.monitoring.core.http.RouteTable;
import dev.monitoring.core.http.WebAccess;
import dev.monitoring.core.http.jetty.JettyServer;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The port of our own, as configured. Immutable. */
record WebConfig(String host, int port, WebAccess access, List<String> allowedHosts, int liveClients) {
    /** How many connections are kept free for requests beside live clients. */
    private static final int FOR_REQUESTS = 14;

    /** The configured port, where one is asked for; what is wrong is recorded in the settings. */
    static Optional<WebConfig> of(Settings settings, WebAccess access) {
        if (!settings.get(MonitoringSettings.WEB_ENABLED)) {
            return Optional.empty();
        }
        if (!JettyServer.isAvailable()) {
            settings.fault(
                    MonitoringSettings.WEB_ENABLED,
                    "serving HTTP needs Jetty; add org.eclipse.jetty:jetty-server and"
                            + " org.eclipse.jetty.websocket:jetty-websocket-jetty-server, or set monitoring.web.enabled to"
                            + " false");
            return Optional.empty();
        }
        return Optional.of(new WebConfig(
                settings.get(MonitoringSettings.WEB_HOST),
                settings.get(MonitoringSettings.WEB_PORT),
                access,
                settings.get(MonitoringSettings.WEB_ALLOWED_HOSTS),
                settings.get(MonitoringSettings.WEB_MAX_LIVE_CLIENTS)));
    }

    /** The configured credentials, whoever serves; what is wrong is recorded in the settings. */
    static WebAccess access(Settings settings) {
        WebAccess.Builder access = WebAccess.builder();
        settings.find(MonitoringSettings.WEB_TOKEN)
                .ifPresent(token -> recordFaults(
                        settings, MonitoringSettings.WEB_TOKEN, () -> access.token(token, Access.OPERATE)));
        settings.find(MonitoringSettings.WEB_USERS).ifPresent(users -> addUsers(settings, users, access));
        return access.build();
    }

    /** Records what is wrong with the address, as far as that shows without listening. */
    void check(RouteTable routes, Settings settings) {
        try {
            server(routes).check();
        } catch (IOException | IllegalArgumentException e) {
            settings.fault(fault(MonitoringSettings.WEB_HOST, settings, e));
        }
    }

    /**
     * Listens.
     *
     * @throws ConfigurationException if the address is taken, unknown, or open to others without credentials
     */
    JettyServer start(RouteTable routes, Settings settings) {
        try {
            return server(routes).start();
        } catch (IOException | IllegalArgumentException e) {
            Setting<?> setting = e instanceof IOException ? MonitoringSettings.WEB_PORT : MonitoringSettings.WEB_HOST;
            settings.fault(fault(setting, settings, e));
            throw new ConfigurationException(settings.faults());
        }
    }

    private JettyServer.Builder server(RouteTable routes) {
        return JettyServer.builder()
                .host(host)
                .port(port)
                .access(access)
                .allowedHosts(allowedHosts)
                .limits(HttpLimits.builder()
                        .connections(Math.max(HttpLimits.defaults().connections(), liveClients + FOR_REQUESTS))
                        .build())
                .routes(routes);
    }

    private static Fault fault(Setting<?> setting, Settings settings, Exception cause) {
        return new Fault(
                settings.origin(setting).orElse(settings.originOfKey("monitoring." + setting.key())),
                String.valueOf(cause.getMessage()));
    }

    private static void addUsers(Settings settings, String users, WebAccess.Builder access) {
        for (String user : users.split(",", -1)) {
            int colon = user.indexOf(':');
            if (colon < 1) {
                settings.fault(
                        MonitoringSettings.WEB_USERS,
                        "a user is not name:password; write for example alice:a-long-password");
                return;
            }
            recordFaults(
                    settings,
                    MonitoringSettings.WEB_USERS,
                    () -> access.user(user.substring(0, colon).strip(), user.substring(colon + 1), Access.OPERATE));
        }
    }

    private static void recordFaults(Settings settings, Setting<?> setting, Runnable change) {
        try {
            change.run();
        } catch (IllegalArgumentException e) {
            settings.fault(setting, String.valueOf(e.getMessage()));
        }
    }
}
