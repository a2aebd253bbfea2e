package dev.monitoring.prometheus.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/** A Prometheus server of this machine, on loopback with a free port. Confined to one thread. */
public final class PrometheusProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int POLL_MILLIS = 50;

    private final Process process;
    private final int port;
    private final Path log;
    private final HttpClient client = HttpClient.newHttpClient();

    private PrometheusProcess(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /**
     * Starts a server and waits until it is ready; skips the test where none is installed.
     *
     * @param folder an empty folder for its data
     * @param configuration its configuration file
     * @param flags further flags
     */
    public static PrometheusProcess start(Path folder, String configuration, String... flags)
            throws IOException, InterruptedException {
        return start(folder, port -> configuration, flags);
    }

    /** The same with a configuration that names the server's own port. */
    public static PrometheusProcess start(Path folder, IntFunction<String> configuration, String... flags)
            throws IOException, InterruptedException {
        Path program = program("prometheus");
        int port = freePort();
        Path file = Files.writeString(folder.resolve("prometheus.yml"), configuration.apply(port));
        Path log = folder.resolve("prometheus.log");
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--config.file=" + file,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port));
        command.addAll(List.of(flags));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        PrometheusProcess started = new PrometheusProcess(process, port, log);
        started.await("ready", () -> started.status("/-/ready") == 200);
        return started;
    }

    /** The path of an installed program; skips the test where it is not there. */
    public static Path program(String name) {
        Path program = Path.of("/usr/bin", name);
        assumeTrue(Files.isExecutable(program), name + " is not installed: no " + program);
        return program;
    }

    /** Where it answers. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Asks for a path with a query, and gives the body. */
    public String get(String path) throws IOException, InterruptedException {
        return client.send(request(path), HttpResponse.BodyHandlers.ofString()).body();
    }

    /** The value of an instant query that gives one series, as its JSON has it; empty where it gives none. */
    public String value(String expression) throws IOException, InterruptedException {
        String json = get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        int value = json.indexOf("\"value\":[");
        if (value < 0) {
            return "";
        }
        int open = json.indexOf('"', json.indexOf(',', value));
        return json.substring(open + 1, json.indexOf('"', open + 1));
    }

    /** Waits until something holds; fails with the server's log after a minute. */
    public void await(String what, BooleanSupplier holds) throws IOException, InterruptedException {
        for (long waited = 0; waited < PATIENCE.toMillis(); waited += POLL_MILLIS) {
            if (holds.getAsBoolean()) {
                return;
            }
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        throw new AssertionError("Prometheus is not " + what + ":\n" + Files.readString(log));
    }

    /** Waits until an instant query gives one series with this value. */
    public void awaitValue(String expression, String expected) throws IOException, InterruptedException {
        await(expression + " == " + expected, () -> {
            try {
                return value(expression).equals(expected);
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        });
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private int status(String path) {
        try {
            return client.send(request(path), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .build();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
