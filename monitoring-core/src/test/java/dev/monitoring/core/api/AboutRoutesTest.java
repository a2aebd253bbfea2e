package dev.monitoring.core.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.http.RawHttp;
import dev.monitoring.core.http.RawHttp.Answer;
import dev.monitoring.core.http.RouteTable;
import dev.monitoring.core.http.jetty.JettyServer;
import dev.monitoring.core.registry.CollectorHealth.State;
import dev.monitoring.core.registry.ObserverStatus;
import dev.monitoring.core.registry.Source;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.series.StoreStatistics;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.SettingCatalog;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AboutRoutesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:04Z");
    private static final String SECRET = "hunter2-hunter2-hunter2";
    private static final List<Source> SOURCES = List.of(
            FakeSource.up("redis", "cache-1:6379"),
            FakeSource.failed("minio", "store-1:9000", State.BACKING_OFF, "connection refused"),
            FakeSource.starting("monitoring", "host-1"));

    private JettyServer server;

    @BeforeEach
    void serve() throws Exception {
        Watching watching = new Watching(
                () -> SOURCES,
                List.of(new Watching.Plan("redis", "cache-1:6379", "Redis servers", Duration.ofSeconds(2))),
                List.of(new Watching.Absent("gpu", "NVIDIA GPUs", "add net.java.dev.jna:jna-jpms")),
                Duration.ofSeconds(5));
        InstanceReport instance = new InstanceReport(
                "host-1",
                NOW.minusSeconds(64),
                Duration.ofSeconds(5),
                Duration.ofHours(1),
                List.of("prometheus", "alerts"),
                Optional.of("staging"));
        SettingCatalog catalog = SettingCatalog.builder()
                .section(
                        "monitoring",
                        "Core",
                        List.of(
                                Setting.duration(
                                        "interval", Duration.ofSeconds(5), Duration.ofMillis(100), "How often."),
                                Setting.secret("web.token", "A token.")))
                .build();
        Settings settings = Settings.of(
                Map.of(
                        "monitoring.interval", new Settings.Value("2s", Origin.file("monitoring.yml", 3, 5)),
                        "monitoring.web.token", new Settings.Value(SECRET, Origin.environment("MONITORING_WEB_TOKEN"))),
                "monitoring");
        AboutRoutes about = AboutRoutes.builder(instance, ManualClock.at(NOW), watching)
                .build(
                        catalog,
                        settings,
                        new HistoryFigures(AboutRoutesTest::statistics, 20_000, Duration.ofHours(1)),
                        () -> List.of(new ObserverStatus("history", 1, 2, 3)));
        server = JettyServer.builder().routes(RouteTable.of(about.routes())).start();
    }

    private static StoreStatistics statistics() {
        return new StoreStatistics(
                7,
                70,
                4_096,
                1 << 20,
                NOW.toEpochMilli() - 60_000,
                NOW.toEpochMilli(),
                9,
                2,
                1,
                0,
                0,
                Map.of(Appender.Outcome.ACCEPTED, 70L),
                Map.of());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String get(String name) throws Exception {
        Answer answer = RawHttp.exchange(server.uri(), RawHttp.request("GET", "/api/v1/monitoring/" + name));
        assertEquals(200, answer.status());
        assertEquals("application/json", answer.header("Content-Type").orElse(""));
        return answer.text().strip();
    }

    @Test
    void tellsOfEachTargetAndOfWhatIsNotWatched() throws Exception {
        assertEquals(
                "{\"targets\":["
                        + "{\"collector\":\"redis\",\"job\":\"redis\",\"instance\":\"cache-1:6379\","
                        + "\"watches\":\"Redis servers\",\"labels\":{\"instance\":\"cache-1:6379\",\"job\":\"redis\"},"
                        + "\"state\":\"up\",\"last_run\":\"2026-11-21T10:00:00Z\",\"last_success\":\"2026-11-21T10:00:00Z\","
                        + "\"last_error\":null,\"last_error_at\":null,\"last_duration_seconds\":0.003,\"samples\":412,"
                        + "\"consecutive_failures\":0,\"interval_seconds\":2,\"next_try\":\"2026-11-21T10:00:05Z\"},"
                        + "{\"collector\":\"minio\",\"job\":\"minio\",\"instance\":\"store-1:9000\","
                        + "\"watches\":null,\"labels\":{\"instance\":\"store-1:9000\",\"job\":\"minio\"},"
                        + "\"state\":\"backing-off\",\"last_run\":\"2026-11-21T10:00:00Z\",\"last_success\":null,"
                        + "\"last_error\":\"connection refused\",\"last_error_at\":\"2026-11-21T10:00:00Z\","
                        + "\"last_duration_seconds\":4,\"samples\":0,\"consecutive_failures\":3,\"interval_seconds\":5,"
                        + "\"next_try\":null},"
                        + "{\"collector\":\"monitoring\",\"job\":\"monitoring\",\"instance\":\"host-1\","
                        + "\"watches\":null,\"labels\":{\"instance\":\"host-1\",\"job\":\"monitoring\"},"
                        + "\"state\":\"starting\",\"last_run\":null,\"last_success\":null,\"last_error\":null,"
                        + "\"last_error_at\":null,\"last_duration_seconds\":0,\"samples\":0,\"consecutive_failures\":0,"
                        + "\"interval_seconds\":5,\"next_try\":null}],"
                        + "\"absent\":[{\"collector\":\"gpu\",\"watches\":\"NVIDIA GPUs\","
                        + "\"remedy\":\"add net.java.dev.jna:jna-jpms\"}]}",
                get("targets"));
    }

    @Test
    void tellsWhatIsConfiguredFromWhereAndNoSecret() throws Exception {
        String answer = get("configuration");

        assertEquals(
                "{\"configured\":["
                        + "{\"key\":\"monitoring.interval\",\"value\":\"2s\",\"origin\":\"monitoring.yml:3:5\"},"
                        + "{\"key\":\"monitoring.web.token\",\"value\":\"***\","
                        + "\"origin\":\"environment MONITORING_WEB_TOKEN\"}],"
                        + "\"sections\":[{\"prefix\":\"monitoring\",\"title\":\"Core\",\"settings\":["
                        + "{\"key\":\"monitoring.interval\",\"form\":\"duration of at least 100ms\",\"default\":\"5s\",\"secret\":false,"
                        + "\"help\":\"How often.\"},"
                        + "{\"key\":\"monitoring.web.token\",\"form\":\"secret text\",\"default\":null,\"secret\":true,"
                        + "\"help\":\"A token.\"}]}]}",
                answer);
        assertFalse(answer.contains(SECRET));
    }

    @Test
    void tellsWhatItTakesAgainstWhatItMay() throws Exception {
        String answer = get("self");

        assertTrue(
                answer.contains("\"started_at\":\"2026-11-21T09:59:00Z\",\"uptime_seconds\":64,\"threads\":["), answer);
        assertTrue(answer.contains("{\"name\":\"monitoring-http"), answer);
        assertTrue(
                answer.contains("\"history\":{\"series\":7,\"max_series\":20000,\"samples\":70,\"bytes\":4096,"
                        + "\"max_bytes\":1048576,\"oldest\":\"2026-11-21T09:59:04Z\",\"newest\":\"2026-11-21T10:00:04Z\","
                        + "\"retention_seconds\":3600,\"created_series\":9,\"expired_series\":2,\"refused_series\":1,"),
                answer);
        assertTrue(
                answer.endsWith("\"observers\":[{\"name\":\"history\",\"failures\":1,\"dropped\":2,\"queued\":3}]}"),
                answer);
    }

    @Test
    void tellsWhoAnswersAndWhatItIsMadeOf() throws Exception {
        String answer = get("instance");

        assertTrue(answer.startsWith("{\"instance\":\"host-1\",\"version\":"), answer);
        assertTrue(
                answer.endsWith("\"started_at\":\"2026-11-21T09:59:00Z\",\"interval_seconds\":5,"
                        + "\"retention_seconds\":3600,\"extensions\":[\"alerts\",\"prometheus\"],"
                        + "\"live\":\"/ws/metrics\",\"notice\":\"staging\"}"),
                answer);
    }
}
