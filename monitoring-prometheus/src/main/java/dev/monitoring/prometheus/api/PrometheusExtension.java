package dev.monitoring.prometheus.api;

import dev.monitoring.core.MonitoringContext;
import dev.monitoring.core.MonitoringExtension;
import dev.monitoring.core.collect.SelfMetrics;
import dev.monitoring.core.http.Access;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.prometheus.remotewrite.MetricMetadata;
import dev.monitoring.prometheus.remotewrite.ReceiverLimits;
import dev.monitoring.prometheus.remotewrite.RemoteWriteReceiver;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * The Prometheus side of the library: pages to scrape, and where asked for a receiver of remote write. Found by itself where
 * the module is on the class path. Thread-safe once started.
 */
public final class PrometheusExtension implements MonitoringExtension {
    /** Default: true. */
    public static final Setting<Boolean> ENABLED = Setting.flag(
            "enabled", true, "Whether /prometheus and /metrics show all samples to Prometheus and its kin.");

    /** Default: false. Whoever may operate may then write. */
    public static final Setting<Boolean> REMOTE_WRITE_RECEIVER = Setting.flag(
            "remote-write-receiver", false, "Whether others may write samples to /api/v1/write (remote write 1.0).");

    /** Default: true. */
    public static final Setting<Boolean> API =
            Setting.flag("api", true, "Whether /api/v1 answers queries as Prometheus does, for Grafana and promtool.");

    private List<Route> routes = List.of();
    private List<Route> fallbackRoutes = List.of();
    private List<SelfMetrics.Contributor> selfMetrics = List.of();

    @Override
    public String name() {
        return "prometheus";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(ENABLED, REMOTE_WRITE_RECEIVER, API);
    }

    @Override
    public void start(MonitoringContext context) {
        List<Route> served = new ArrayList<>();
        if (context.settings().get(ENABLED)) {
            served.addAll(new ExpositionRoutes(context::sources).routes());
        }
        Supplier<List<MetricMetadata>> received = List::of;
        if (context.settings().get(REMOTE_WRITE_RECEIVER)) {
            ReceiverLimits limits = ReceiverLimits.defaults();
            RemoteWriteReceiver receiver = new RemoteWriteReceiver(context.samples(), limits);
            received = receiver::metadata;
            selfMetrics = List.of(receiver.metrics());
            served.add(
                    Route.post("/api/v1/write", Access.OPERATE, receiver).withMaxBodyBytes(limits.compressedBytes()));
        }
        if (context.settings().get(API)) {
            served.addAll(new QueryRoutes(context.queries(), context.clock()).routes());
            served.addAll(new SeriesRoutes(
                            context.queries(), context.history(), context::sources, context::importedFamilies, received)
                    .routes());
            served.addAll(new TargetRoutes(context::sources, context.queries()).routes());
            StatusRoutes status = new StatusRoutes(context);
            served.addAll(status.routes());
            fallbackRoutes = status.routesForWantOfAlerts();
        }
        routes = List.copyOf(served);
    }

    @Override
    public Collection<Route> routes() {
        return routes;
    }

    @Override
    public Collection<Route> fallbackRoutes() {
        return fallbackRoutes;
    }

    @Override
    public Collection<SelfMetrics.Contributor> selfMetrics() {
        return selfMetrics;
    }
}
