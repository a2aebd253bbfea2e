package dev.monitoring.core;

import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.collect.SelfMetrics;
import dev.monitoring.core.http.LiveRoute;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.settings.Setting;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Something that adds to the library: exposition, alerts, a page. The plain-Java builder and the Spring starter wire
 * extensions in the same way.
 *
 * <p>An extension named in {@code META-INF/services/dev.monitoring.core.MonitoringExtension} is found by itself; others are
 * given to {@link MonitoringBuilder#extension}. The order of calls is {@link #start}, then once each {@link #collectors},
 * {@link #routes}, {@link #fallbackRoutes}, {@link #liveRoutes} and {@link #selfMetrics}, and {@link #close} once at the end, also when
 * {@code start} failed. What it throws at the start is a fault of the configuration and stops the start; what it throws
 * afterwards costs itself only.
 */
public interface MonitoringExtension {
    /** The name, in lower case with hyphens; its settings lie under {@code monitoring.<name>}. */
    String name();

    /** The settings below the extension's section. Any other key there is reported as unknown. */
    default List<Setting<?>> settings() {
        return List.of();
    }

    /**
     * Settings below sections of that section, by its key: those of the entries of a list with {@code []} after it,
     * {@code alertmanagers[]}.
     */
    default Map<String, List<Setting<?>>> sections() {
        return Map.of();
    }

    /**
     * Gets ready. Neither connects nor waits: it runs on the host's start path.
     *
     * @param context what the extension may use; wrong settings are recorded as faults there instead of thrown
     */
    default void start(MonitoringContext context) {}

    /** Collectors to run besides those found by factories. */
    default Collection<ScheduledCollector> collectors() {
        return List.of();
    }

    /** Routes to serve. */
    default Collection<Route> routes() {
        return List.of();
    }

    /**
     * Routes to serve where no other extension answers the same requests: what an API says where the part that fills it is
     * absent.
     */
    default Collection<Route> fallbackRoutes() {
        return List.of();
    }

    /** Live channels to serve, which are WebSockets. */
    default Collection<LiveRoute> liveRoutes() {
        return List.of();
    }

    /**
     * What it says about itself: families named {@code monitoring_…}, on the target of all such metrics. Called at each
     * interval on one of the library's threads; quick, from memory.
     */
    default Collection<SelfMetrics.Contributor> selfMetrics() {
        return List.of();
    }

    /** Lets go of everything, in two seconds at most. */
    default void close() {}
}
