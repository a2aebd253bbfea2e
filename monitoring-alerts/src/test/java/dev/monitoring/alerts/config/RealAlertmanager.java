package dev.monitoring.alerts.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.monitoring.core.testing.Await;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Debian's Alertmanager, started for one test with a configuration, and its amtool. Confined to one thread. */
public final class RealAlertmanager implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final String base;

    private RealAlertmanager(Process process, String base) {
        this.process = process;
        this.base = base;
    }

    /** Where a program lies on the path; skips the test, saying so, where it does not. */
    public static String require(String program) {
        Optional<Path> found = List.of(System.getenv("PATH").split(":")).stream()
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(found.isPresent(), program + " is not installed; apt install prometheus-alertmanager");
        return found.orElseThrow().toString();
    }

    public static RealAlertmanager start(Path folder, String config) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = socket.getLocalPort();
            socket.close();
            return start(folder, config, port);
        }
    }

    /** The same at a port of the caller's choice: that of one that was stopped. */
    public static RealAlertmanager start(Path folder, String config, int port) throws IOException {
        String program = require("prometheus-alertmanager");
        Path file = Files.writeString(folder.resolve("alertmanager.yml"), config);
        Path data = Files.createTempDirectory(folder, "data");
        Process process = new ProcessBuilder(
                        program,
                        "--config.file=" + file,
                        "--storage.path=" + data,
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address=")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("alertmanager.log").toFile())
                .start();
        RealAlertmanager started = new RealAlertmanager(process, "http://127.0.0.1:" + port);
        try {
            Await.until("Alertmanager is ready", started::isReady);
        } catch (AssertionError | RuntimeException e) {
            started.close();
            throw e;
        }
        return started;
    }

    /** Where it listens, without a slash at the end. */
    public String base() {
        return base;
    }

    /** Whether it runs still; 0.25 crashes now and then while it notifies. */
    public boolean isRunning() {
        return process.isAlive();
    }

    private boolean isReady() {
        try {
            return send(request("/-/ready").GET().build()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(60));
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Posts JSON; gives what comes back. */
    public String post(String path, String json) throws IOException {
        HttpResponse<String> response = send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
        if (response.statusCode() != 200) {
            throw new IOException(path + " gave " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    /** What stands under a path: maps, lists and texts. */
    public Object get(String path) throws IOException {
        try (JsonParser parser =
                new JsonFactory().createParser(send(request(path).GET().build()).body())) {
            parser.nextToken();
            return value(parser);
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            List<Object> list = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(value(parser));
            }
            return list;
        }
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            Map<String, Object> map = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                parser.nextToken();
                map.put(key, value(parser));
            }
            return map;
        }
        return parser.getText();
    }

    /** Runs amtool to its end; gives its exit status in front of what it printed. */
    public static Map.Entry<Integer, String> amtool(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(require("amtool")));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream out = process.getInputStream()) {
            String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            return Map.entry(process.waitFor(), text);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    public static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
