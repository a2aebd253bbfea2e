package dev.monitoring.collectors.probe;

import dev.monitoring.core.testing.RawServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/** An HTTP server on loopback that answers with what is written down for a path, whole with its head. Thread-safe. */
final class WebServer implements AutoCloseable {
    private final Map<String, byte[]> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final RawServer server;

    private WebServer(ServerSocketFactory factory) throws IOException {
        this.server = RawServer.start(factory, (socket, number) -> {
            while (answer(socket)) {
                // the next request on this connection
            }
        });
    }

    static WebServer start() throws IOException {
        return start(ServerSocketFactory.getDefault());
    }

    static WebServer start(ServerSocketFactory factory) throws IOException {
        WebServer started = new WebServer(factory);
        started.page("/", "hello", "Last-Modified: Fri, 20 Nov 2026 10:00:00 GMT");
        return started;
    }

    /** A page with further headers. */
    WebServer page(String path, String body, String... headers) {
        return answer(path, "200 OK", body, headers);
    }

    /** A redirect. */
    WebServer redirect(String path, int status, String location) {
        return answer(path, status + " Elsewhere", "", "Location: " + location);
    }

    /** Any answer with a body whose length is announced. */
    WebServer answer(String path, String status, String body, String... headers) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return raw(
                path,
                ("HTTP/1.1 " + status + "\r\nContent-Length: " + length + "\r\n" + lines + "\r\n" + body)
                        .getBytes(StandardCharsets.UTF_8));
    }

    /** An answer byte by byte. */
    WebServer raw(String path, byte[] answer) {
        answers.put(path, answer);
        return this;
    }

    private boolean answer(Socket socket) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder head = new StringBuilder();
        for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
            head.append(line).append('\n');
        }
        if (head.isEmpty()) {
            return false;
        }
        int length = head.indexOf("Content-Length: ") < 0
                ? 0
                : Integer.parseInt(head.toString().split("Content-Length: ")[1].split("\n")[0]);
        char[] body = new char[length];
        int read = 0;
        for (int count = 0; read < length && count >= 0; read += Math.max(0, count)) {
            count = reader.read(body, read, length - read);
        }
        requests.add(head + "\n" + new String(body));
        String path = head.toString().split(" ")[1].split("\\?")[0];
        byte[] notFound = "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone".getBytes(StandardCharsets.UTF_8);
        socket.getOutputStream().write(answers.getOrDefault(path, notFound));
        socket.getOutputStream().flush();
        return true;
    }

    /** Each request as it came, its head with line feeds, an empty line, its body. */
    List<String> requests() {
        return requests;
    }

    int port() {
        return server.port();
    }

    /** How many connections it took. */
    int accepted() {
        return server.accepted();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
