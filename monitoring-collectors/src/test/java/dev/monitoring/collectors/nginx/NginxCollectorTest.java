package dev.monitoring.collectors.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.testing.ExporterComparison;
import dev.monitoring.collectors.testing.FaultyProxy;
import dev.monitoring.collectors.testing.LineFaults;
import dev.monitoring.collectors.testing.OwnProcess;
import dev.monitoring.collectors.testing.PageServer;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class NginxCollectorTest {
    private static final NginxCollectorFactory FACTORY = new NginxCollectorFactory();
    private static final String STATUS = """
            Active connections: 291\s
            server accepts handled requests
             16630948 16630946 31070465\s
            Reading: 6 Writing: 179 Waiting: 106\s
            """;

    @Test
    void readsTheStatusPage() throws Exception {
        assertEquals(new StubStatus(291, 16_630_948, 16_630_946, 31_070_465, 6, 179, 106), StubStatus.parse(STATUS));
        assertEquals(
                StubStatus.parse(STATUS),
                StubStatus.parse(STATUS.replace("requests\n", "requests request_time\n")
                        .replace("31070465 ", "31070465 12345")));
    }

    @Test
    void saysWhatAPageIsInstead() {
        for (String page : List.of("", "<html>Hello</html>", STATUS.substring(0, 60), STATUS.replace("6", "-6"))) {
            IOException failure = assertThrows(IOException.class, () -> StubStatus.parse(page));
            assertTrue(failure.getMessage().contains("let url be a location of nginx with the directive stub_status"));
        }
    }

    @Test
    void countsWhatARealServerDoes() throws Exception {
        try (OwnProcess nginx = NginxServer.start()) {
            MetricCollector collector = collector(nginx.port(), "/stub_status");
            RecordingSink before = run(collector);
            URI page = URI.create("http://" + nginx.address() + "/");
            List<Socket> open = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                ExporterComparison.page(page).read();
                open.add(new Socket(InetAddress.getLoopbackAddress(), nginx.port()));
            }
            RecordingSink after = run(collector);

            assertTrue(before.value("nginx_connections_active") >= 1);
            assertEquals(6, after.value("nginx_http_requests_total") - before.value("nginx_http_requests_total"));
            assertTrue(after.value("nginx_connections_accepted") >= before.value("nginx_connections_accepted") + 10);
            assertTrue(after.value("nginx_connections_active") >= 6);
            assertEquals(1, after.value("nginx_connections_writing"));
            for (Socket socket : open) {
                socket.close();
            }
            collector.close();
        }
    }

    @Test
    void saysWhatTheExporterSays() throws Exception {
        try (OwnProcess nginx = NginxServer.start();
                OwnProcess exporter = OwnProcess.of("prometheus-nginx-exporter")
                        .command(
                                "{program}",
                                "-web.listen-address=127.0.0.1:{port}",
                                "-nginx.scrape-uri=http://" + nginx.address() + "/stub_status")
                        .start()) {
            MetricCollector collector = TestSettings.collector(
                            FACTORY,
                            "url",
                            "http://" + nginx.address() + "/stub_status",
                            "compat",
                            "nginx-prometheus-exporter/0.11")
                    .collector();

            ExporterComparison.of("nginx-prometheus-exporter 0.11 beside nginx")
                    .musts("nginx")
                    .compare(
                            ExporterComparison.page(URI.create("http://" + exporter.address() + "/metrics")),
                            ExporterComparison.page(collector))
                    .requireMusts()
                    .requireFamilies(1)
                    .requireTypesAndLabels()
                    .requireSeries(1)
                    .requireValues(0.99);
            RecordingSink run = run(collector);
            assertTrue(run.families().containsKey("nginxexporter_build_info"));
            collector.close();
        }
    }

    @Test
    void survivesWhateverHappensToTheServer() throws Exception {
        try (OwnProcess nginx = NginxServer.start()) {
            MetricCollector collector = collector(nginx.port(), "/stub_status");
            run(collector);

            nginx.stop();
            assertFails(collector, "nothing listens at");
            nginx.start();
            run(collector);

            nginx.kill();
            assertFails(collector, "nothing listens at");
            nginx.start();
            run(collector);

            nginx.freeze();
            assertFails(collector, "there was no answer in time");
            nginx.thaw();
            run(collector);
            collector.close();
        }
    }

    @Test
    void survivesWhateverHappensToTheLine() throws Exception {
        try (OwnProcess nginx = NginxServer.start();
                FaultyProxy line = FaultyProxy.to(nginx.port())) {
            MetricCollector collector = TestSettings.collector(
                            FACTORY,
                            "url",
                            "http://" + line.address() + "/secret",
                            "basic-auth.username",
                            "monitor",
                            "basic-auth.password",
                            "canary")
                    .collector();

            LineFaults.survive(line, collector, "canary");

            collector.close();
        }
    }

    @Test
    void saysThatThePasswordIsWrong() throws Exception {
        try (OwnProcess nginx = NginxServer.start()) {
            assertFails(collector(nginx.port(), "/secret"), "status 401: it wants other credentials");
            assertFails(
                    TestSettings.collector(
                                    FACTORY,
                                    "url",
                                    "http://" + nginx.address() + "/secret",
                                    "basic-auth.username",
                                    "monitor",
                                    "basic-auth.password",
                                    "canary2")
                            .collector(),
                    "status 401");
        }
    }

    @Test
    void addsThePageOfVirtualHostTraffic() throws Exception {
        try (PageServer server =
                PageServer.start().page("/stub_status", "text/plain", STATUS).page("/status/format/prometheus", """
                        # HELP nginx_vts_server_requests_total The requests counter
                        # TYPE nginx_vts_server_requests_total counter
                        nginx_vts_server_requests_total{host="a",code="2xx"} 7
                        """)) {
            MetricCollector collector = TestSettings.collector(
                            FACTORY, "url", server.url("/stub_status"), "vts-path", "/status/format/prometheus")
                    .collector();

            RecordingSink run = run(collector);

            assertEquals(291, run.value("nginx_connections_active"));
            assertEquals(7, run.value("nginx_vts_server_requests_total", "host", "a", "code", "2xx"));
            server.status("/status/format/prometheus", 404);
            run = run(collector);
            assertEquals(291, run.value("nginx_connections_active"));
            assertTrue(run.missing().toString().contains("status 404"), run.missing()::toString);
            collector.close();
        }
    }

    @Test
    void saysWhatIsWrongWithItsSettings() {
        assertTrue(TestSettings.faults(FACTORY, "job", "x").get(0).contains("url is not set, but is needed"));
        assertTrue(TestSettings.faults(FACTORY, "url", "http://h/", "compat", "x")
                .get(0)
                .contains("\"x\" is none of the choices; use one of nginx-prometheus-exporter/0.11"));
        assertTrue(TestSettings.faults(FACTORY, "url", "http://h/", "vts-path", "x")
                .get(0)
                .contains("\"x\" is no path"));
        assertEquals(
                "nginx/h:80",
                TestSettings.collector(FACTORY, "url", "http://h/").target().toString());
    }

    private static void assertFails(MetricCollector collector, String message) {
        IOException failure = assertThrows(
                IOException.class,
                () -> collector.collect(new RecordingSink(), Deadline.after(Duration.ofMillis(500), Clock.system())));
        assertTrue(failure.getMessage().contains(message), failure.getMessage());
        assertFalse(failure.toString().contains("canary"), failure.toString());
    }

    private static MetricCollector collector(int port, String path) {
        return TestSettings.collector(FACTORY, "url", "http://127.0.0.1:" + port + path)
                .collector();
    }

    private static RecordingSink run(MetricCollector collector) throws Exception {
        RecordingSink sink = new RecordingSink();
        collector.collect(sink, Deadline.after(Duration.ofSeconds(4), Clock.system()));
        assertEquals(List.of(), sink.faults());
        return sink;
    }
}
