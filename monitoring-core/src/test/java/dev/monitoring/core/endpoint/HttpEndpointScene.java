package dev.monitoring.core.endpoint;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.testing.RawServer;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that answers as a test wants it to, byte by byte, and an endpoint that asks it. */
@NullUnmarked
@Timeout(60)
abstract class HttpEndpointScene {
    static final Duration SOON = Duration.ofMillis(300);

    @TempDir
    Path directory;

    final List<String> requests = new CopyOnWriteArrayList<>();
    RawServer server;
    HttpEndpoint endpoint;

    @AfterEach
    void close() throws Exception {
        if (endpoint != null) {
            endpoint.close();
        }
        if (server != null) {
            server.close();
        }
    }

    static Settings settings(String... keysAndValues) {
        Map<String, Settings.Value> values = new java.util.TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put("t." + keysAndValues[i], new Settings.Value(keysAndValues[i + 1], Origin.CODE));
        }
        return Settings.of(values, "t");
    }

    static List<String> threads() {
        List<String> names = new ArrayList<>();
        Thread.getAllStackTraces().keySet().forEach(thread -> names.add(thread.getName()));
        return names;
    }

    void assertFailure(String message, Duration timeout) {
        IOException failure = assertThrows(IOException.class, () -> {
            try (HttpReply reply = endpoint.get(Map.of(), deadline(timeout))) {
                reply.body().readAllBytes();
            }
        });
        assertTrue(failure.getMessage().contains(message), failure.getMessage());
        assertTrue(failure.getMessage().startsWith("GET http"), failure.getMessage());
    }

    static String failure(HttpEndpoint endpoint) {
        IOException failure = assertThrows(IOException.class, () -> {
            try (HttpReply reply = endpoint.get(Map.of(), deadline(Duration.ofSeconds(5)))) {
                reply.body().readAllBytes();
            }
        });
        endpoint.close();
        assertFalse(failure.toString().contains("canary"), failure.toString());
        return failure.getMessage();
    }

    String get() throws IOException {
        try (HttpReply reply = endpoint.get(Map.of(), deadline(Duration.ofSeconds(5)))) {
            return new String(reply.requireOk().body().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    void serve(String... answers) throws IOException {
        start((socket, number) -> {
            for (int i = 0; ; i++) {
                head(socket);
                write(socket, answers[i % answers.length]);
            }
        });
    }

    void start(RawServer.Handler handler) throws IOException {
        server = RawServer.start(handler);
        endpoint = HttpEndpoint.of(uri("/page")).build();
    }

    URI uri(String path) {
        return URI.create("http://localhost:" + server.port() + path);
    }

    static String answer(String header, String body) {
        return "HTTP/1.1 200 OK\r\n" + header + "\r\n\r\n" + body;
    }

    /** The head of a request; no byte of its body is taken. */
    static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = socket.getInputStream().read();
            if (c < 0) {
                throw new IOException("the client has gone");
            }
            head.append((char) c);
        }
        return head.substring(0, head.length() - 2);
    }

    static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** Lets time pass at the server's end of a slow connection. */
    static void pause(long millis) throws InterruptedException {
        new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    }

    static Deadline deadline(Duration timeout) {
        return Deadline.after(timeout, Clock.system());
    }
}
