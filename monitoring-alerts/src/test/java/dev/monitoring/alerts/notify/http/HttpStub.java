package dev.monitoring.alerts.notify.http;

import dev.monitoring.core.testing.RawServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.NullUnmarked;

/** A server that keeps what it is told, and answers as the test says. Thread-safe. */
@NullUnmarked
public final class HttpStub implements AutoCloseable {
    /** A request: {@code POST /path HTTP/1.1} and the headers, and the body. */
    public record Request(String head, String body) {
        /** The path and query. */
        public String path() {
            return head.split(" ", 3)[1];
        }
    }

    /** Answers on a socket whose request was read. */
    @FunctionalInterface
    public interface Answer {
        void write(Socket socket) throws Exception;
    }

    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final RawServer server;

    private HttpStub(Answer answer) throws IOException {
        this.server = RawServer.start((socket, number) -> {
            while (true) {
                requests.add(read(socket.getInputStream()));
                answer.write(socket);
            }
        });
    }

    public static HttpStub answering(Answer answer) throws IOException {
        return new HttpStub(answer);
    }

    /** Answers with a status, further headers each ended by CRLF, and a body. */
    public static HttpStub answering(int status, String headers, String body) throws IOException {
        return new HttpStub(socket -> write(socket, status, headers, body));
    }

    public static void write(Socket socket, int status, String headers, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + " x\r\n" + headers + "Content-Length: " + bytes.length + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    private static Request read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("the client has gone");
            }
            head.append((char) c);
        }
        int length = 0;
        for (String line : head.toString().split("\r\n")) {
            if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        return new Request(head.toString(), new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    public String url() {
        return "http://127.0.0.1:" + server.port();
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** How many connections it took. */
    public int accepted() {
        return server.accepted();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
