package dev.monitoring.collectors.probe;

import dev.monitoring.collectors.testing.CollectedPage;
import dev.monitoring.collectors.testing.ExporterComparison;
import dev.monitoring.collectors.testing.OwnProcess;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.CollectorRuns;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.testing.RawServer;
import dev.monitoring.core.testing.TestAuthority;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Debian's blackbox_exporter beside ours: the same server at the same time, in health and in failure. */
@Timeout(180)
class BlackboxComparisonTest {
    private static final String MODULES = """
            modules:
              http: {prober: http, timeout: 5s, http: {preferred_ip_protocol: ip4}}
              http_regexp:
                prober: http
                timeout: 5s
                http: {preferred_ip_protocol: ip4, fail_if_body_not_matches_regexp: [absent]}
              http_here:
                prober: http
                timeout: 5s
                http: {preferred_ip_protocol: ip4, follow_redirects: false, valid_status_codes: [302]}
              http_trusting:
                prober: http
                timeout: 5s
                http: {preferred_ip_protocol: ip4, tls_config: {ca_file: CA_FILE}}
              http_careless:
                prober: http
                timeout: 5s
                http: {preferred_ip_protocol: ip4, tls_config: {insecure_skip_verify: true}}
              tcp: {prober: tcp, timeout: 5s, tcp: {preferred_ip_protocol: ip4}}
              tcp_tls:
                prober: tcp
                timeout: 5s
                tcp: {preferred_ip_protocol: ip4, tls: true, tls_config: {ca_file: CA_FILE}}
              tcp_talk:
                prober: tcp
                timeout: 5s
                tcp:
                  preferred_ip_protocol: ip4
                  query_response:
                    - expect: "^220 ([a-z]+) .*$"
                      send: "HELLO ${1}"
                    - expect: "^250 HELLO mail$"
            """;

    @TempDir
    static Path folder;

    private static OwnProcess exporter;
    private static TestAuthority authority;
    private static WebServer plain;
    private static WebServer secure;
    private static RawServer talker;

    @BeforeAll
    static void start() throws Exception {
        authority = TestAuthority.named("Test Authority");
        String file = authority.write(folder.resolve("ca.pem")).toString();
        exporter = OwnProcess.of("prometheus-blackbox-exporter")
                .file("blackbox.yml", MODULES.replace("CA_FILE", file))
                .command("{program}", "--web.listen-address=127.0.0.1:{port}", "--config.file={directory}/blackbox.yml")
                .start();
        plain = WebServer.start()
                .redirect("/twice", 301, "/once")
                .redirect("/once", 302, "/")
                .page("/no-date", "page");
        secure = WebServer.start(authority
                .issue("localhost", "127.0.0.1", "www.example.org")
                .context()
                .getServerSocketFactory());
        talker = RawServer.start((socket, number) -> {
            socket.getOutputStream().write("180 wait\r\n220 mail ready\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] said = socket.getInputStream().readNBytes("HELLO mail\n".length());
            socket.getOutputStream().write("250 ".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(said);
            socket.getInputStream().read();
        });
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable opened : new AutoCloseable[] {exporter, plain, secure, talker}) {
            if (opened != null) {
                opened.close();
            }
        }
    }

    @Test
    void saysTheSameOfHttp() throws Exception {
        same("http", plain.url("/"));
        same("http", plain.url("/no-date"));
    }

    @Test
    void saysTheSameOfRedirects() throws Exception {
        same("http", plain.url("/twice"));
        same("http_here", plain.url("/once"), "max-redirects", 0, "valid-status-codes", "302");
    }

    @Test
    void saysTheSameOfAPageThatIsNotThere() throws Exception {
        same("http", plain.url("/absent"));
    }

    @Test
    void saysTheSameOfAPageThatDoesNotMatch() throws Exception {
        same("http_regexp", plain.url("/"), "fail-if-body-not-matches-regexp", "absent");
    }

    @Test
    void saysTheSameOfAPortWhereNobodyListens() throws Exception {
        int port = OwnProcess.freePort();
        same("http", "http://127.0.0.1:" + port + "/");
        same("tcp", "tcp://127.0.0.1:" + port);
    }

    @Test
    void saysTheSameOfTls() throws Exception {
        String url = "https://localhost:" + secure.port() + "/";
        same("http_trusting", url, "tls.ca-file", folder.resolve("ca.pem"));
        same("http_careless", url, "tls.insecure-skip-verify", true);
        same("tcp_tls", "tls://localhost:" + secure.port(), "tls.ca-file", folder.resolve("ca.pem"));
    }

    @Test
    void saysAtLeastTheSameOfAServerThatIsNotTrusted() throws Exception {
        same("http", "https://localhost:" + secure.port() + "/");
    }

    @Test
    void saysTheSameOfTcp() throws Exception {
        same("tcp", "tcp://127.0.0.1:" + plain.port());
        same(
                "tcp_talk",
                "tcp://127.0.0.1:" + talker.port(),
                "query-response[0].expect",
                "^220 ([a-z]+) .*$",
                "query-response[0].send",
                "HELLO ${1}",
                "query-response[1].expect",
                "^250 HELLO mail$");
    }

    private static void same(String module, String url, Object... settings) throws Exception {
        List<Object> all = new ArrayList<>(
                List.of("url", url, "compat", "blackbox_exporter/0.23", "preferred-ip-protocol", "ip4"));
        all.addAll(List.of(settings));
        String target = url.replaceFirst("^(tcp|tls)://", "");
        MetricCollector collector = TestSettings.collector(new ProbeCollectorFactory(), all.toArray())
                .collector();
        CollectorRuns runs = CollectorRuns.of(collector);

        ExporterComparison.of("blackbox_exporter 0.23, module " + module + ", of " + url)
                .musts("blackbox")
                .moving("probe_(http_)?duration_seconds|probe_dns_lookup_time_seconds", "each its own probe")
                .compare(
                        ExporterComparison.page(URI.create("http://" + exporter.address() + "/probe?module=" + module
                                + "&target=" + URLEncoder.encode(target, StandardCharsets.UTF_8))),
                        () -> CollectedPage.text(runs.run(Duration.ofSeconds(20))))
                .requireMusts()
                .requireFamilies(1)
                .requireTypesAndLabels()
                .requireSeries(1)
                .requireValues(1);
        collector.close();
    }
}
