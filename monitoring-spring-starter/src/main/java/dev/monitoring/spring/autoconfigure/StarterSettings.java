package dev.monitoring.spring.autoconfigure;

import dev.monitoring.core.MonitoringSettings;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.SettingCatalog;
import dev.monitoring.core.settings.SettingLayer;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.spring.connection.HostConnections;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * The keys below {@code monitoring} that only the starter reads, and the defaults that hold in a host only. Core never sees
 * these keys; they are checked, documented and pinned with all others. A new one of any part of the starter stands here.
 */
public final class StarterSettings {
    /** What becomes of a wrong configuration. */
    public enum OnConfigError {
        /** The log says what is wrong, and the application runs without the part concerned. */
        DEGRADE,
        /** The application does not start. */
        FAIL
    }

    /** Default: degrade; fail in tests with {@code @SpringBootTest}. */
    public static final Setting<OnConfigError> ON_CONFIG_ERROR = Setting.choice(
            "on-config-error",
            OnConfigError.DEGRADE,
            "What a wrong configuration does: degrade logs it and runs without the part concerned, fail ends the application;"
                    + " fail is the default in tests.");

    /** Read by the health component, from the environment. */
    public static final Setting<Boolean> HEALTH_AFFECTS_STATUS = Setting.flag(
            "health.affects-status",
            false,
            "Whether a collector that is down makes the application's health DOWN; by default it is only told.");

    /** Who may look besides users with a role and callers with credentials. */
    public enum WebAccessMode {
        /** Nobody where the application authenticates its users, else callers on this machine. */
        AUTO,
        /** Whoever reaches the routes. */
        EVERYBODY
    }

    /** Which of the application's servers has the routes. */
    public enum WebServerMode {
        /** The one of the application's own port. */
        APPLICATION,
        /** The one of Actuator's port. */
        MANAGEMENT,
        /** None. */
        NONE
    }

    public static final Setting<String> WEB_PATH =
            Setting.text("web.path", "/monitoring", "Where the application serves the routes, below its context path.");

    public static final Setting<WebServerMode> WEB_SERVER = Setting.choice(
            "web.server",
            WebServerMode.APPLICATION,
            "Which server of the application has the routes: that of its own port, that of management.server.port, or none.");

    public static final Setting<WebAccessMode> WEB_ACCESS = Setting.choice(
            "web.access",
            WebAccessMode.AUTO,
            "Who may look besides users with a role and callers with credentials: auto is callers on this machine, or nobody"
                    + " where Spring Security is there; everybody is whoever reaches the routes.");

    public static final Setting<List<String>> WEB_READ_ROLES = Setting.list(
            "web.read-roles",
            List.of("MONITOR"),
            "Roles that the application's users need to look; * for every authenticated user.");

    public static final Setting<List<String>> WEB_ADMIN_ROLES = Setting.list(
            "web.admin-roles",
            List.of("MONITOR_ADMIN"),
            "Roles that the application's users need to change things, for example to silence an alert; they may look, too.");

    public static final Setting<Boolean> HTTP_METRICS = Setting.flag(
            "http-metrics.enabled",
            false,
            "Whether the application's HTTP requests are http_requests_total and its siblings, too, by method, endpoint and"
                    + " status.");

    public static final Setting<Boolean> HTTP_REQUESTS = Setting.flag(
            "http-requests.enabled",
            true,
            "Whether the library counts the application's HTTP requests where nothing else does, as http_server_requests.");

    static final Setting<Boolean> CONNECTION_POOLS = Setting.flag(
            "connection-pools.enabled",
            true,
            "Whether the library shows the application's connection pools where its own meters do not.");

    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+");

    /** What holds in a host unless set: the rules that come with the library are on. */
    static final Map<String, String> DEFAULTS = Map.of("monitoring.alerts.packs", "auto");

    private StarterSettings() {}

    /** All of them, below {@link MonitoringSettings#PREFIX}. */
    public static List<Setting<?>> all() {
        List<Setting<?>> all = new ArrayList<>(List.of(
                ON_CONFIG_ERROR,
                HEALTH_AFFECTS_STATUS,
                WEB_PATH,
                WEB_SERVER,
                WEB_ACCESS,
                WEB_READ_ROLES,
                WEB_ADMIN_ROLES,
                HTTP_METRICS,
                HTTP_REQUESTS,
                CONNECTION_POOLS));
        all.addAll(HostConnections.settings());
        return List.copyOf(all);
    }

    /** A catalogue with these keys besides its own, and a bundle's name wherever a target's TLS is set. */
    static SettingCatalog addTo(SettingCatalog catalog) {
        SettingCatalog.Builder more =
                catalog.toBuilder().section(MonitoringSettings.PREFIX, "Spring Boot starter", all());
        for (SettingCatalog.Section section : catalog.sections()) {
            if (SslBundleSettings.belongIn(section)) {
                more.section(section.prefix() + ".ssl", "SSL bundle of the application", SslBundleSettings.all());
            }
        }
        return more.build();
    }

    /** What an application's environment says of them. */
    public static Settings of(ConfigurableEnvironment environment) {
        SettingCatalog catalog = SettingCatalog.builder()
                .section(MonitoringSettings.PREFIX, "Spring Boot starter", all())
                .build();
        return Settings.layered(EnvironmentSettings.read(environment, catalog).layers(), MonitoringSettings.PREFIX);
    }

    /** What an environment says of one that is no list; its default where that is wrong, which the start tells of. */
    public static <T> T valueOf(Environment environment, Setting<T> setting) {
        String key = MonitoringSettings.PREFIX + "." + setting.key();
        String text = environment.getProperty(key, "");
        Map<String, Settings.Value> set =
                text.isBlank() ? Map.of() : Map.of(key, new Settings.Value(text, new Origin(key)));
        return Settings.of(set, MonitoringSettings.PREFIX).get(setting);
    }

    /** Whether a text is a path of plain segments, which begins with a slash and does not end with one. */
    public static boolean isPath(String text) {
        return PATH.matcher(text).matches();
    }

    /** Where the routes are; the default, and a fault in {@code settings}, where what is set is no path. */
    public static String webPath(Settings settings) {
        String path = settings.get(WEB_PATH);
        if (isPath(path)) {
            return path;
        }
        settings.fault(
                WEB_PATH,
                "\"" + path
                        + "\" is not a path of letters, digits, dots, dashes and underscores that begins with a slash and"
                        + " does not end with one; use for example /monitoring");
        return WEB_PATH.defaultValue().orElseThrow();
    }

    /** Finds what is wrong with the values of keys that core never sees; the faults are noted in {@code settings}. */
    static void check(Settings settings) {
        all().forEach(settings::find);
        webPath(settings);
    }

    static SettingLayer defaults() {
        SettingLayer layer = new SettingLayer();
        Origin origin = new Origin("default of the starter");
        DEFAULTS.forEach((key, value) -> layer.put(key, value, origin));
        return layer;
    }
}
