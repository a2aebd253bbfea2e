package dev.monitoring.prometheus.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.MonitoringContext;
import dev.monitoring.core.MonitoringExtension;
import dev.monitoring.core.collect.CollectorRuns;
import dev.monitoring.core.collect.SelfMetrics;
import dev.monitoring.core.http.Access;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.registry.Snapshot;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.store.RingBufferStore;
import dev.monitoring.core.store.StoreConfig;
import dev.monitoring.core.time.ManualClock;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PrometheusExtensionTest {
    @Test
    void isFoundByItself() {
        assertTrue(ServiceLoader.load(MonitoringExtension.class).stream()
                .anyMatch(provider -> provider.type() == PrometheusExtension.class));
    }

    @Test
    void offersPagesAndNoReceiverByDefault() {
        assertEquals(
                List.of("GET /prometheus", "GET /metrics", "GET /prometheus/{collector}/{target...}"),
                routes(Map.of("api", "false")));
    }

    @Test
    void offersTheReceiverToThoseWhoMayOperateWhereAskedTo() {
        PrometheusExtension extension =
                started(Map.of("enabled", "false", "api", "false", "remote-write-receiver", "true"));

        Route route = extension.routes().iterator().next();
        assertEquals(1, extension.routes().size());
        assertEquals("POST /api/v1/write", route.method() + " " + route.path());
        assertEquals(Access.OPERATE, route.access());
        assertEquals(4 << 20, route.maxBodyBytes());
    }

    @Test
    void saysWhatTheReceiverDoes() throws Exception {
        PrometheusExtension extension = started(Map.of("api", "false", "remote-write-receiver", "true"));
        SelfMetrics metrics = new SelfMetrics();
        extension.selfMetrics().forEach(own -> metrics.add("prometheus", own));

        Snapshot snapshot = CollectorRuns.of(metrics).run();

        Set<String> names = new TreeSet<>();
        for (int slot = 0; slot < snapshot.layout().size(); slot++) {
            names.add(snapshot.layout().sampleName(slot));
        }
        assertTrue(
                names.containsAll(Set.of(
                        "monitoring_remote_write_requests_total",
                        "monitoring_remote_write_rejected_requests_total",
                        "monitoring_remote_write_samples_total",
                        "monitoring_remote_write_refused_samples_total")),
                names::toString);
    }

    private static List<String> routes(Map<String, String> settings) {
        return started(settings).routes().stream()
                .map(route -> route.method() + " " + route.path())
                .toList();
    }

    private static PrometheusExtension started(Map<String, String> keys) {
        Map<String, Settings.Value> values = new HashMap<>();
        keys.forEach((key, value) ->
                values.put("monitoring.prometheus." + key, new Settings.Value(value, new Origin("test"))));
        Settings settings = Settings.of(values, "monitoring.prometheus");
        RingBufferStore store = RingBufferStore.create(StoreConfig.builder().build(), ManualClock.atEpochMillis(0));
        PrometheusExtension extension = new PrometheusExtension();
        extension.start(new ContextOf(settings, store).context());
        return extension;
    }

    /** A context of which an extension gets settings and samples. */
    private record ContextOf(Settings settings, RingBufferStore store) {
        MonitoringContext context() {
            return (MonitoringContext) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {MonitoringContext.class},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "settings" -> settings;
                        case "samples" -> store;
                        default -> throw new UnsupportedOperationException(method.getName());
                    });
        }
    }
}
