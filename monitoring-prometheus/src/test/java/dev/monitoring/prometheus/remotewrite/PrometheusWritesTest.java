package dev.monitoring.prometheus.remotewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.http.Access;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.http.RouteTable;
import dev.monitoring.core.http.jetty.JettyServer;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.series.SampleBuffer;
import dev.monitoring.core.series.Series;
import dev.monitoring.core.store.RingBufferStore;
import dev.monitoring.core.store.StoreConfig;
import dev.monitoring.core.time.Clock;
import dev.monitoring.prometheus.testing.PrometheusProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus writes what it measures of itself. */
class PrometheusWritesTest {
    @TempDir
    Path folder;

    private final RingBufferStore store =
            RingBufferStore.create(StoreConfig.builder().build(), Clock.system());
    private final RemoteWriteReceiver receiver = new RemoteWriteReceiver(store, ReceiverLimits.defaults());

    @Test
    void storesWhatPrometheusSends() throws Exception {
        Route route = Route.post("/api/v1/write", Access.OPERATE, receiver);
        try (JettyServer server = JettyServer.builder()
                        .routes(RouteTable.of(List.of(route)))
                        .start();
                PrometheusProcess prometheus =
                        PrometheusProcess.start(folder, port -> """
                        global: {scrape_interval: 1s, external_labels: {origin: "real one"}}
                        scrape_configs:
                          - {job_name: self, static_configs: [{targets: ["127.0.0.1:%d"]}]}
                        remote_write:
                          - url: http://127.0.0.1:%d/api/v1/write
                            metadata_config: {send_interval: 1s}
                            queue_config: {batch_send_deadline: 1s}
                        """.formatted(port, server.port()))) {
            prometheus.await(
                    "writing", () -> ups().size() >= 3 && !receiver.metadata().isEmpty());

            assertEquals(Map.of(), receiver.counts().rejectedRequests());
            assertEquals(Map.of(), receiver.counts().refusedSamples());
            SampleBuffer ups = ups();
            for (int i = 0; i < ups.size(); i++) {
                assertEquals(1, ups.values()[i]);
            }
            assertTrue(receiver.metadata().stream()
                    .anyMatch(metadata -> metadata.name().equals("prometheus_build_info")
                            && metadata.help().startsWith("A metric with a constant '1' value")));
            assertEquals("", prometheus.value("prometheus_remote_storage_samples_failed_total > 0"));
        }
        List<Series> all = store.select(List.of(), Long.MIN_VALUE, Long.MAX_VALUE);
        assertFalse(all.isEmpty());
        all.forEach(series -> assertEquals("real one", series.labels().get("origin")));
    }

    private SampleBuffer ups() {
        SampleBuffer buffer = new SampleBuffer();
        for (Series series : store.select(
                List.of(Matcher.of("__name__", Matcher.Operator.EQUAL, "up")), Long.MIN_VALUE, Long.MAX_VALUE)) {
            series.read(Long.MIN_VALUE, Long.MAX_VALUE, buffer);
        }
        return buffer;
    }
}
