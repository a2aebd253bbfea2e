package dev.monitoring.core;

import dev.monitoring.core.collect.SelfMetrics;
import dev.monitoring.core.http.LiveRoute;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.settings.Settings;
import java.util.ArrayList;
import java.util.List;

/** Starts extensions and gathers what they add. One that throws is a fault of the configuration. Confined to one thread. */
final class Extensions {
    private final Settings settings;
    private final CollectorSetup setup;
    private final List<Route> routes = new ArrayList<>();
    private final List<Route> fallbackRoutes = new ArrayList<>();
    private final List<LiveRoute> liveRoutes = new ArrayList<>();
    private final List<Contribution> selfMetrics = new ArrayList<>();

    /** Self metrics with the name of the extension they come from. */
    record Contribution(String extension, SelfMetrics.Contributor contributor) {}

    Extensions(Settings settings, CollectorSetup setup) {
        this.settings = settings;
        this.setup = setup;
    }

    /** Starts one; to be closed by the caller, also where it does not start. */
    void start(MonitoringExtension extension, MonitoringContext context) {
        String name = extension.name();
        try {
            extension.start(context);
            extension.collectors().forEach(own -> setup.add(own, "extension " + name));
            routes.addAll(extension.routes());
            fallbackRoutes.addAll(extension.fallbackRoutes());
            liveRoutes.addAll(extension.liveRoutes());
            extension.selfMetrics().forEach(own -> selfMetrics.add(new Contribution(name, own)));
        } catch (RuntimeException | LinkageError e) {
            settings.fault(new Fault(
                    settings.originOfKey(settings.prefix() + "." + name),
                    "extension " + name + " does not start: " + e + "; take it off the class path, or mend it"));
        }
    }

    /** All routes, those for want of others only where nobody has such a one. */
    List<Route> routes() {
        List<Route> all = new ArrayList<>(routes);
        for (Route fallback : fallbackRoutes) {
            if (all.stream()
                    .noneMatch(route -> route.method().equals(fallback.method())
                            && route.path().equals(fallback.path()))) {
                all.add(fallback);
            }
        }
        return all;
    }

    List<LiveRoute> liveRoutes() {
        return liveRoutes;
    }

    List<Contribution> selfMetrics() {
        return selfMetrics;
    }
}
