package dev.monitoring.core.api;

import dev.monitoring.core.http.Route;
import dev.monitoring.core.registry.ObserverStatus;
import dev.monitoring.core.settings.SettingCatalog;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the library says of itself to people, at {@code /api/v1/monitoring/targets}, {@code …/self}, {@code …/configuration}
 * and {@code …/instance}. Each answer's shape stands with the class that writes it. Immutable and thread-safe; none of the
 * routes changes anything.
 */
public final class AboutRoutes {
    private final InstanceReport instance;
    private final Watching watching;
    private final SelfReport self;
    private final ConfigurationReport configuration;

    private AboutRoutes(
            InstanceReport instance, Watching watching, SelfReport self, ConfigurationReport configuration) {
        this.instance = instance;
        this.watching = watching;
        this.self = self;
        this.configuration = configuration;
    }

    /** Collects what there is to say. Confined to one thread. */
    public static final class Builder {
        private final InstanceReport instance;
        private final Clock clock;
        private final Watching watching;

        private Builder(InstanceReport instance, Clock clock, Watching watching) {
            this.instance = instance;
            this.clock = clock;
            this.watching = watching;
        }

        /**
         * The routes.
         *
         * @param settings what is configured; read here, not later
         * @param observers how those who are told of snapshots keep up, as of now
         */
        public AboutRoutes build(
                SettingCatalog catalog,
                Settings settings,
                HistoryFigures history,
                Supplier<List<ObserverStatus>> observers) {
            return new AboutRoutes(
                    instance,
                    watching,
                    new SelfReport(clock, instance.startedAt(), history, observers),
                    new ConfigurationReport(catalog.shown(settings), catalog.sections()));
        }
    }

    public static Builder builder(InstanceReport instance, Clock clock, Watching watching) {
        return new Builder(instance, clock, watching);
    }

    public List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/v1/monitoring/targets",
                        request -> Json.answer(200, json -> TargetReport.write(json, watching))),
                Route.get("/api/v1/monitoring/self", request -> Json.answer(200, self::write)),
                Route.get("/api/v1/monitoring/configuration", request -> Json.answer(200, configuration::write)),
                Route.get("/api/v1/monitoring/instance", request -> Json.answer(200, instance::write)));
    }
}
