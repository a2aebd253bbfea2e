package dev.monitoring.core.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.collect.Bundle;
import dev.monitoring.core.http.RawHttp;
import dev.monitoring.core.http.RouteTable;
import dev.monitoring.core.http.jetty.JettyServer;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.QueryConfig;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.value.QueryLimits;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.store.RingBufferStore;
import dev.monitoring.core.store.StoreConfig;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bundles over the real engine and store. */
class BundleOverHistoryTest {
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
    private static final Bundle BUNDLE = new Bundle(
            "demo",
            "a demonstration",
            List.of(
                    new Bundle.Value("used_percent", "100 * sum(used) / sum(size)"),
                    new Bundle.Value("bytes_per_second", "sum(rate(sent_total[1m]))"),
                    new Bundle.Value("nothing", "absent_metric"),
                    new Bundle.Value("constant", "42"),
                    new Bundle.Value("broken", "sum("),
                    new Bundle.Table(
                            "disks", "device", List.of(new Bundle.Value("used_bytes", "sum by (device) (used)"))),
                    new Bundle.Text("os", "info", List.of("version", "missing")),
                    new Bundle.Names("full", "used / size > 0.5", "device"),
                    new Bundle.Names("named", "used", "device"),
                    new Bundle.Events("saved", "saved_seconds", List.of("kind", "outcome", "missing"))));

    private final ManualClock clock = ManualClock.at(START);
    private final RingBufferStore store =
            RingBufferStore.create(StoreConfig.builder().build(), clock);

    @AfterEach
    void closeStore() {
        store.close();
    }

    /** Ten minutes at five seconds: a disk that fills from 0 to 60 of 100 bytes, one half full, a counter at 10 a second. */
    private void fill() {
        for (int i = 0; i <= 120; i++) {
            try (Appender appender = store.append()) {
                long now = clock.epochMillis();
                append(appender, now, i / 2.0, "used", "device", "a");
                append(appender, now, 100, "size", "device", "a");
                append(appender, now, 50, "used", "device", "b");
                append(appender, now, 100, "size", "device", "b");
                append(appender, now, 50.0 * i, "sent_total", "device", "a");
                append(appender, now, 1, "info", "version", "7");
                append(appender, now, 1_795_255_200.125, "saved_seconds", "slot", "0", "kind", "a", "outcome", "error");
                append(appender, now, 1_795_255_201, "saved_seconds", "slot", "1", "outcome", "success", "kind", "b");
                append(appender, now, 1e300, "saved_seconds", "slot", "2", "kind", "never");
            }
            if (i < 120) {
                clock.advance(Duration.ofSeconds(5));
            }
        }
    }

    private static void append(Appender appender, long millis, double value, String metric, String... labels) {
        Labels series = Labels.of(labels).with(Labels.METRIC_NAME, metric);
        assertEquals(Appender.Outcome.ACCEPTED, appender.append(appender.resolve(series), millis, value));
    }

    private RawHttp.Answer get(String target, QueryConfig config) throws Exception {
        ApiRoutes api = ApiRoutes.of(List::of, List.of(BUNDLE), new QueryEngine(store, clock, config), clock, "host-1");
        try (JettyServer server =
                JettyServer.builder().routes(RouteTable.of(api.routes())).start()) {
            return RawHttp.exchange(server.uri(), RawHttp.request("GET", target));
        }
    }

    @Test
    void computesLatestValuesAndStatistics() throws Exception {
        fill();

        String text = get("/metrics/demo?window=5m", QueryConfig.defaults()).text();

        String latest = text.substring(0, text.indexOf(",\"window\""));
        assertEquals(
                "{\"bundle\":\"demo\",\"timestamp\":\"2026-11-21T10:10:00Z\",\"used_percent\":55,\"bytes_per_second\":10,"
                        + "\"nothing\":null,\"constant\":42,\"broken\":null,"
                        + "\"disks\":[{\"device\":\"a\",\"used_bytes\":60},{\"device\":\"b\",\"used_bytes\":50}],"
                        + "\"os\":{\"version\":\"7\",\"missing\":\"\"},\"full\":[\"a\"],\"named\":[\"a\",\"b\"],"
                        + "\"saved\":[{\"time\":\"2026-11-21T10:00:01Z\",\"kind\":\"b\",\"outcome\":\"success\"},"
                        + "{\"time\":\"2026-11-21T10:00:00.125Z\",\"kind\":\"a\",\"outcome\":\"error\"}]",
                latest);
        String window = text.substring(text.indexOf("\"window\""));
        assertTrue(
                window.startsWith("\"window\":{\"range\":\"5m\",\"used_percent\":{\"min\":40,\"avg\":47.5,\"max\":55,"),
                window);
        assertTrue(window.contains("\"bytes_per_second\":{\"min\":10,\"avg\":10,\"max\":10,\"p95\":10}"), window);
        assertTrue(window.contains("\"constant\":{\"min\":42,\"avg\":42,\"max\":42,\"p95\":42}"), window);
        assertTrue(
                window.contains("\"disks\":[{\"device\":\"a\",\"used_bytes\":{\"min\":30,\"avg\":45,\"max\":60,"
                        + "\"p95\":58.5}}"),
                window);
        assertTrue(window.contains("\"errors\":{\"broken\":\"1:5: parse error: "), window);
    }

    @Test
    void showsNothingAsCurrentThatIsLongPast() throws Exception {
        fill();
        clock.advance(Duration.ofMinutes(6));

        String text = get("/metrics/demo", QueryConfig.defaults()).text();

        assertTrue(text.contains("\"used_percent\":null,\"bytes_per_second\":null"), text);
        assertTrue(text.contains("\"disks\":[],\"os\":null,\"full\":[],\"named\":[],\"saved\":[]"), text);
    }

    @Test
    void saysWhichLimitAValueMet() throws Exception {
        fill();
        QueryConfig tight =
                QueryConfig.defaults().withLimits(QueryLimits.defaults().withMaxSamples(1));

        String text = get("/metrics/demo", tight).text();

        assertTrue(text.contains("\"constant\":42"), text);
        assertTrue(text.contains("monitoring.query.max-samples"), text);
    }
}
