package dev.monitoring.collectors.system;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real node_exporter: one that runs already, or one started for the test. */
final class NodeExporter implements AutoCloseable {
    private static final String VARIABLE = "MONITORING_TEST_NODE_EXPORTER_URL";
    private static final Path BINARY = Path.of("/usr/bin/prometheus-node-exporter");

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Process process;
    private final URI uri;

    private NodeExporter(Process process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    /** Finds or starts one; skips the test where there is none. */
    static NodeExporter require() throws Exception {
        Assumptions.assumeTrue(Files.isReadable(Path.of("/proc/stat")), "no /proc/stat: this is not Linux");
        String configured = System.getenv(VARIABLE);
        if (configured != null) {
            return new NodeExporter(null, URI.create(configured));
        }
        NodeExporter usual = new NodeExporter(null, URI.create("http://localhost:9100/metrics"));
        if (usual.answers()) {
            return usual;
        }
        Assumptions.assumeTrue(
                Files.isExecutable(BINARY),
                "no node_exporter: set " + VARIABLE + ", run one on port 9100, or install " + BINARY);
        return start();
    }

    private static NodeExporter start() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process process = new ProcessBuilder(
                        BINARY.toString(), "--web.listen-address=127.0.0.1:" + port, "--web.disable-exporter-metrics")
                .redirectErrorStream(true)
                .redirectOutput(new File("/dev/null"))
                .start();
        NodeExporter exporter = new NodeExporter(process, URI.create("http://127.0.0.1:" + port + "/metrics"));
        while (!exporter.answers()) {
            if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                return Assumptions.abort(BINARY + " ended with status " + process.exitValue());
            }
        }
        return exporter;
    }

    String scrape() throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private boolean answers() throws InterruptedException {
        try {
            return scrape().contains("node_exporter_build_info");
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws InterruptedException {
        if (process != null) {
            process.destroy();
            process.waitFor(20, TimeUnit.SECONDS);
        }
    }
}
