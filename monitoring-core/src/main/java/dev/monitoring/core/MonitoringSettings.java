package dev.monitoring.core;

import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.CollectorScheduler;
import dev.monitoring.core.collect.TargetSettings;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.SettingCatalog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The keys below {@code monitoring} that core itself reads, with their defaults. The builder, the runner and the Spring
 * starter share them. Collectors' keys lie below {@code monitoring.collectors.<name>}, extensions' below
 * {@code monitoring.<name>}.
 */
public final class MonitoringSettings {
    /** The prefix of every key. */
    public static final String PREFIX = "monitoring";

    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(1);

    public static final Setting<Boolean> ENABLED =
            Setting.flag("enabled", true, "Whether anything is monitored at all; false leaves no thread and no port.");

    public static final Setting<Duration> INTERVAL = Setting.duration(
            "interval",
            Duration.ofSeconds(5),
            Duration.ofMillis(100),
            "How often collectors run, unless a collector has an interval of its own.");

    public static final Setting<Duration> MAX_BACK_OFF = Setting.duration(
            "max-back-off",
            CollectorScheduler.DEFAULT_MAX_BACK_OFF,
            Duration.ZERO,
            "How far apart the tries of a failing target get at most, doubling from its interval; 0s tries at each tick.");

    public static final Setting<String> INSTANCE = Setting.text(
            "instance", null, "The name of this process in the label instance; by default the host's name.");

    public static final Setting<Duration> RETENTION = Setting.duration(
            "history.retention",
            Duration.ofMinutes(60),
            Duration.ofSeconds(1),
            "How far back samples are kept; at least two intervals.");

    public static final Setting<Long> MAX_MEMORY = Setting.bytes(
            "history.max-memory",
            64L << 20,
            1L << 20,
            "How much heap the history may take; beyond it the oldest samples go first and new series are refused.");

    public static final Setting<Integer> MAX_SERIES = Setting.integer(
            "history.max-series",
            20_000,
            100,
            10_000_000,
            "How many series may exist; further ones are refused and counted.");

    public static final Setting<Integer> MAX_SERIES_PER_FAMILY = Setting.integer(
            "history.max-series-per-family",
            2_000,
            10,
            10_000_000,
            "How many series one metric name may have; further ones are refused and counted.");

    public static final Setting<Boolean> WEB_ENABLED =
            Setting.flag("web.enabled", false, "Whether to serve HTTP from a port of our own.");

    public static final Setting<String> WEB_HOST = Setting.text(
            "web.host", "127.0.0.1", "The address to listen on; one beyond loopback needs web.token or web.users.");

    public static final Setting<Integer> WEB_PORT =
            Setting.integer("web.port", 9900, 0, 65_535, "The port to listen on; 0 takes any free one.");

    public static final Setting<String> WEB_TOKEN =
            Setting.secret("web.token", "A bearer token that may do everything; at least 16 characters.");

    public static final Setting<String> WEB_USERS = Setting.secret(
            "web.users",
            "Users for basic authentication, as name:password pairs separated by commas; they may do everything.");

    public static final Setting<List<String>> WEB_ALLOWED_HOSTS = Setting.list(
            "web.allowed-hosts",
            List.of(),
            "Host names callers may use besides loopback and the address listened on; guards against DNS rebinding.");

    public static final Setting<Integer> WEB_MAX_LIVE_CLIENTS = Setting.integer(
            "web.max-live-clients",
            50,
            0,
            1_000,
            "How many clients may be connected to the live feed at /ws/metrics; 0 switches it off.");

    public static final Setting<String> WEB_NOTICE = Setting.text(
            "web.notice", null, "A sentence at the top of every page of the console: staging, or a demonstration.");

    public static final Setting<Duration> QUERY_TIMEOUT =
            Setting.duration("query.timeout", Duration.ofSeconds(10), SHORTEST_TIMEOUT, "How long one query may take.");

    public static final Setting<Integer> QUERY_MAX_SAMPLES = Setting.integer(
            "query.max-samples", 5_000_000, 1, Integer.MAX_VALUE, "How many samples one query may hold at a time.");

    public static final Setting<Integer> QUERY_MAX_POINTS = Setting.integer(
            "query.max-points", 11_000, 1, 10_000_000, "How many points one series of an answer may have.");

    public static final Setting<Integer> QUERY_MAX_CONCURRENT =
            Setting.integer("query.max-concurrent", 8, 1, 1_000, "How many queries may run at the same time.");

    public static final Setting<Duration> QUERY_LOOKBACK = Setting.duration(
            "query.lookback",
            Duration.ofMinutes(5),
            SHORTEST_TIMEOUT,
            "How far back a query looks for the latest sample of a series that has not ended.");

    public static final Setting<Boolean> QUERY_EXPERIMENTAL = Setting.flag(
            "query.experimental", false, "Whether experimental functions and modifiers of PromQL may be used.");

    public static final Setting<Boolean> QUERY_DELAYED_NAME_REMOVAL = Setting.flag(
            "query.delayed-name-removal",
            false,
            "Whether queries drop metric names at their very end instead of in each operation (Prometheus' flag"
                    + " promql-delayed-name-removal).");

    /** The section of the collectors; each has {@link #COLLECTOR_ENABLED} and its siblings besides its own keys. */
    public static final String COLLECTORS = "collectors";

    /** Without a default: what holds then is the collector's own choice. */
    public static final Setting<Boolean> COLLECTOR_ENABLED =
            Setting.optionalFlag("enabled", "Whether the collector runs; by default it does if it needs no address.");

    public static final Setting<Duration> COLLECTOR_INTERVAL = Setting.duration(
            "interval", null, Duration.ofMillis(100), "How often the collector runs; by default monitoring.interval.");

    public static final Setting<Duration> COLLECTOR_TIMEOUT = Setting.duration(
            "timeout",
            null,
            SHORTEST_TIMEOUT,
            "How long one run may take, the first one at least 4s; by default four fifths of the interval, at most 5s.");

    public static final Setting<Integer> COLLECTOR_SAMPLE_LIMIT = Setting.optionalInteger(
            "sample-limit",
            1,
            10_000_000,
            "How many samples of one run are kept; by default 10000, for the meters of the application 80000.");

    private MonitoringSettings() {}

    /** All keys that core itself reads below {@link #PREFIX}. */
    public static List<Setting<?>> all() {
        return List.of(
                ENABLED,
                INTERVAL,
                MAX_BACK_OFF,
                INSTANCE,
                RETENTION,
                MAX_MEMORY,
                MAX_SERIES,
                MAX_SERIES_PER_FAMILY,
                WEB_ENABLED,
                WEB_HOST,
                WEB_PORT,
                WEB_TOKEN,
                WEB_USERS,
                WEB_ALLOWED_HOSTS,
                WEB_MAX_LIVE_CLIENTS,
                WEB_NOTICE,
                QUERY_TIMEOUT,
                QUERY_MAX_SAMPLES,
                QUERY_MAX_POINTS,
                QUERY_MAX_CONCURRENT,
                QUERY_LOOKBACK,
                QUERY_EXPERIMENTAL,
                QUERY_DELAYED_NAME_REMOVAL);
    }

    /** The keys that every collector's section has besides its own. */
    public static List<Setting<?>> everyCollector() {
        return List.of(COLLECTOR_ENABLED, COLLECTOR_INTERVAL, COLLECTOR_TIMEOUT, COLLECTOR_SAMPLE_LIMIT);
    }

    /** Every key there is with these collectors and extensions. */
    public static SettingCatalog catalog(
            Collection<? extends CollectorFactory> factories, Collection<? extends MonitoringExtension> extensions) {
        SettingCatalog.Builder catalog = SettingCatalog.builder().section(PREFIX, "Core", all());
        for (MonitoringExtension extension : extensions) {
            if (!extension.settings().isEmpty()) {
                catalog.section(PREFIX + "." + extension.name(), "Extension " + extension.name(), extension.settings());
            }
            extension
                    .sections()
                    .forEach((key, settings) -> catalog.section(
                            PREFIX + "." + extension.name() + "." + key,
                            "Extension " + extension.name() + ": " + key,
                            settings));
        }
        for (CollectorFactory factory : factories) {
            String prefix = PREFIX + "." + COLLECTORS + "." + factory.name();
            List<Setting<?>> settings = new ArrayList<>(everyCollector());
            settings.addAll(factory.settings());
            String target = factory.targetSettings().isEmpty() ? prefix : prefix + ".targets[]";
            if (target.equals(prefix)) {
                settings.addAll(TargetSettings.all());
            }
            catalog.section(prefix, "Collector " + factory.name() + ": " + factory.watches(), settings);
            if (!target.equals(prefix)) {
                List<Setting<?>> targetSettings = new ArrayList<>(factory.targetSettings());
                targetSettings.addAll(TargetSettings.all());
                catalog.section(target, "Each target of collector " + factory.name(), targetSettings);
                factory.targetLists()
                        .forEach((list, entry) -> catalog.section(
                                target + "." + list + "[]", "Each " + list + " of such a target", entry));
            }
            catalog.freeKeys(target + "." + TargetSettings.LABELS);
        }
        return catalog.build();
    }
}
