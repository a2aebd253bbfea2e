package dev.monitoring.core.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A real Prometheus on a free port of the loopback interface, with its data in a folder of its own. Thread-safe. */
final class PrometheusServer implements AutoCloseable {
    private static final Path BINARY = Path.of("/usr/bin/prometheus");
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

    /** What the API answered: the data, or the error. */
    record Reply(Optional<Object> data, String error) {}

    private final Process process;
    private final String base;
    private final HttpClient client = HttpClient.newHttpClient();

    private PrometheusServer(Process process, String base) {
        this.process = process;
        this.base = base;
    }

    static boolean isInstalled() {
        return Files.isExecutable(BINARY);
    }

    /** Starts a server that takes remote write, and waits until it answers. */
    static PrometheusServer start(Path folder) throws IOException, InterruptedException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path config = Files.writeString(folder.resolve("prometheus.yml"), "global: {}\n");
        Process process = new ProcessBuilder(
                        BINARY.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--storage.tsdb.retention.time=100y",
                        "--web.enable-remote-write-receiver",
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        PrometheusServer server = new PrometheusServer(process, "http://127.0.0.1:" + port);
        Deadline deadline = Deadline.after(START_TIMEOUT, Clock.system());
        while (!server.isReady()) {
            if (deadline.hasPassed() || !process.isAlive()) {
                server.close();
                throw new IOException("prometheus does not start:\n" + Files.readString(folder.resolve("log")));
            }
            // Nothing tells when a process begins to listen; ask again in a moment.
            new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS);
        }
        return server;
    }

    private boolean isReady() {
        try {
            return send(HttpRequest.newBuilder(URI.create(base + "/-/ready")).build())
                            .statusCode()
                    == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private HttpResponse<InputStream> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking " + base, e);
        }
    }

    /** Asks an endpoint below {@code /api/v1/} by form. */
    Reply ask(String endpoint, Map<String, String> parameters) {
        StringBuilder form = new StringBuilder();
        parameters.forEach((name, value) -> form.append(form.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/api/v1/" + endpoint))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.toString()))
                .build();
        try (InputStream body = send(request).body();
                JsonParser parser = new JsonFactory().createParser(body)) {
            parser.nextToken();
            Map<?, ?> reply = (Map<?, ?>) read(parser);
            boolean failed = !"success".equals(reply.get("status"));
            return new Reply(
                    failed ? Optional.empty() : Optional.ofNullable(reply.get("data")),
                    String.valueOf(reply.get("error")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object read(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            Map<String, Object> object = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                object.put(name, read(parser));
            }
            return object;
        }
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            List<Object> array = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                array.add(read(parser));
            }
            return array;
        }
        return parser.getText();
    }

    /** Stores series by remote write. */
    void write(List<ComparisonData.Run> runs) throws IOException {
        Message request = new Message();
        for (ComparisonData.Run run : runs) {
            Message series = new Message();
            for (Labels.Label label : run.labels()) {
                series.message(1, new Message().text(1, label.name()).text(2, label.value()));
            }
            for (int i = 0; i < run.timestamps().size(); i++) {
                series.message(
                        2,
                        new Message()
                                .number(1, run.values().get(i))
                                .integer(2, run.timestamps().get(i)));
            }
            request.message(1, series);
        }
        HttpRequest post = HttpRequest.newBuilder(URI.create(base + "/api/v1/write"))
                .header("Content-Encoding", "snappy")
                .header("Content-Type", "application/x-protobuf")
                .header("X-Prometheus-Remote-Write-Version", "0.1.0")
                .POST(HttpRequest.BodyPublishers.ofByteArray(snappy(request.bytes())))
                .build();
        HttpResponse<InputStream> response = send(post);
        try (InputStream body = response.body()) {
            if (response.statusCode() / 100 != 2) {
                throw new IOException("remote write: " + response.statusCode() + " "
                        + new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    /** The bytes as one literal, which is valid snappy: their number, a tag, the length less one, the bytes. */
    private static byte[] snappy(byte[] bytes) {
        int fourByteLength = 63 << 2;
        Message block = new Message();
        block.varint(bytes.length);
        block.out.write(fourByteLength);
        for (int shift = 0; shift < 32; shift += 8) {
            block.out.write((bytes.length - 1) >> shift);
        }
        block.out.writeBytes(bytes);
        return block.bytes();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    /** A protobuf message being written. */
    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        byte[] bytes() {
            return out.toByteArray();
        }

        Message message(int field, Message message) {
            return bytes(field, message.bytes());
        }

        Message text(int field, String text) {
            return bytes(field, text.getBytes(StandardCharsets.UTF_8));
        }

        private Message bytes(int field, byte[] bytes) {
            varint(field << 3 | 2);
            varint(bytes.length);
            out.writeBytes(bytes);
            return this;
        }

        Message number(int field, double value) {
            varint(field << 3 | 1);
            long bits = Double.doubleToRawLongBits(value);
            for (int shift = 0; shift < 64; shift += 8) {
                out.write((int) (bits >> shift));
            }
            return this;
        }

        Message integer(int field, long value) {
            varint(field << 3);
            varint(value);
            return this;
        }

        void varint(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                out.write((int) (rest & 0x7f | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }
    }
}
