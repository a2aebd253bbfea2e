package dev.monitoring.core;

import dev.monitoring.core.http.WebAccess;
import dev.monitoring.core.query.QueryConfig;
import dev.monitoring.core.query.value.QueryLimits;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.store.StoreConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * What the settings say of core's own parts. Immutable. What is wrong is recorded in the settings, and the default stands in
 * its place until everything was looked at.
 */
record Configured(
        Duration interval,
        Duration maxBackOff,
        String instance,
        StoreConfig store,
        QueryConfig queries,
        WebAccess access,
        Optional<WebConfig> web) {

    static Configured of(Settings settings) {
        Duration interval = settings.get(MonitoringSettings.INTERVAL);
        WebAccess access = WebConfig.access(settings);
        return new Configured(
                interval,
                settings.get(MonitoringSettings.MAX_BACK_OFF),
                settings.find(MonitoringSettings.INSTANCE).orElseGet(HostName::find),
                store(settings, interval),
                queries(settings),
                access,
                WebConfig.of(settings, access));
    }

    private static QueryConfig queries(Settings settings) {
        QueryLimits limits = new QueryLimits(
                settings.get(MonitoringSettings.QUERY_TIMEOUT),
                settings.get(MonitoringSettings.QUERY_MAX_SAMPLES),
                settings.get(MonitoringSettings.QUERY_MAX_POINTS),
                settings.get(MonitoringSettings.QUERY_MAX_CONCURRENT),
                QueryLimits.defaults().maxDepth());
        return QueryConfig.defaults()
                .withLimits(limits)
                .withLookback(settings.get(MonitoringSettings.QUERY_LOOKBACK))
                .withExperimental(settings.get(MonitoringSettings.QUERY_EXPERIMENTAL))
                .withDelayedNameRemoval(settings.get(MonitoringSettings.QUERY_DELAYED_NAME_REMOVAL));
    }

    private static StoreConfig store(Settings settings, Duration interval) {
        try {
            return StoreConfig.builder()
                    .interval(interval)
                    .retention(settings.get(MonitoringSettings.RETENTION))
                    .maxBytes(settings.get(MonitoringSettings.MAX_MEMORY))
                    .maxSeries(settings.get(MonitoringSettings.MAX_SERIES))
                    .maxSeriesPerFamily(settings.get(MonitoringSettings.MAX_SERIES_PER_FAMILY))
                    .build();
        } catch (IllegalArgumentException e) {
            Origin origin = settings.origin(MonitoringSettings.RETENTION)
                    .or(() -> settings.origin(MonitoringSettings.INTERVAL))
                    .orElse(Origin.CODE);
            for (String message : String.valueOf(e.getMessage()).split("\n", -1)) {
                settings.fault(new Fault(origin, message));
            }
            return StoreConfig.builder().build();
        }
    }
}
