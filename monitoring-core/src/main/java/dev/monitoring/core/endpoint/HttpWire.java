package dev.monitoring.core.endpoint;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * HTTP/1.1 on a connection: a request out, a head and a body in. Holds no state.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112">RFC 9112</a>
 */
public final class HttpWire {
    /** The longest head sent; servers allow heads of 8 to 64 KB. */
    private static final int MAX_SENT_HEAD_BYTES = 16 << 10;

    /** The longest body sent. */
    public static final int MAX_SENT_BODY_BYTES = 4 << 20;

    /** The longest head read; servers allow requests of 8 to 64 KB. */
    private static final int MAX_HEAD_BYTES = 64 << 10;

    private static final int MAX_INFORMATIONAL = 16;

    private HttpWire() {}

    /**
     * Sends a request.
     *
     * @param headers headers besides Host and Content-Length, without line breaks
     * @param body the body, or nothing
     * @throws IOException also if a header has a line break, its head is longer than 16 KB, or its body than 4 MB
     */
    public static void send(Connection connection, String method, URI uri, Map<String, String> headers, byte[] body)
            throws IOException {
        StringBuilder head = new StringBuilder(256);
        head.append(method).append(' ').append(target(uri)).append(" HTTP/1.1\r\n");
        boolean hasHost = headers.keySet().stream().anyMatch(name -> name.equalsIgnoreCase("Host"));
        if (!hasHost) {
            head.append("Host: ").append(authority(uri)).append("\r\n");
        }
        for (Map.Entry<String, String> header : headers.entrySet()) {
            if (hasControl(header.getKey()) || hasControl(header.getValue())) {
                throw new IOException("the value of header " + header.getKey().replaceAll("[^!-~]", "?")
                        + " has a line break or another control character in it; remove it");
            }
            head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
        }
        if (body.length > 0 || method.equals("POST") || method.equals("PUT")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        byte[] bytes = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length > MAX_SENT_HEAD_BYTES) {
            throw new IOException("the head of the request has " + bytes.length + " bytes, more than "
                    + MAX_SENT_HEAD_BYTES + "; shorten its address, headers or token");
        }
        if (body.length > MAX_SENT_BODY_BYTES) {
            throw new IOException("the body of the request has " + body.length + " bytes, more than "
                    + MAX_SENT_BODY_BYTES + "; say less");
        }
        byte[] all = Arrays.copyOf(bytes, bytes.length + body.length);
        System.arraycopy(body, 0, all, bytes.length, body.length);
        connection.send(all);
    }

    private static String target(URI uri) {
        String path = uri.getRawPath();
        String query = uri.getRawQuery();
        return (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
    }

    /** Host and port as they stand in the Host header: without the port where it is the scheme's own. */
    private static String authority(URI uri) {
        boolean plain = uri.getPort() < 0 || uri.getPort() == (isSecure(uri) ? 443 : 80);
        return uri.getHost() + (plain ? "" : ":" + uri.getPort());
    }

    /** The host without the brackets of an address of version 6. */
    public static String host(URI uri) {
        String host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** The port, be it that of the scheme. */
    public static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : isSecure(uri) ? 443 : 80;
    }

    /** Whether the scheme is https. */
    public static boolean isSecure(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    private static boolean hasControl(String text) {
        return text.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f);
    }

    /**
     * Reads the head of a response; interim ones before it are passed over.
     *
     * @throws EOFException if the server closed the connection before the first byte
     * @throws IOException if what comes is no HTTP, or longer than 64 KB
     */
    public static HttpHead receive(Connection connection) throws IOException {
        for (int i = 0; i < MAX_INFORMATIONAL; i++) {
            HttpHead head = head(new Lines(connection.in()));
            if (head.status() >= 200) {
                return head;
            }
        }
        throw new IOException("the server answers with interim responses only; it is no server to be asked");
    }

    private static HttpHead head(Lines lines) throws IOException {
        String first = lines.next();
        if (!first.matches("HTTP/1\\.[01] [1-9][0-9]{2}( .*)?")) {
            throw new IOException("the answer is not HTTP/1.1: it begins with \"" + shown(first)
                    + "\"; check that the address is that of an HTTP server, and its scheme");
        }
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String line = lines.next(); !line.isEmpty(); line = lines.next()) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new IOException("the answer is not HTTP/1.1: the header \"" + shown(line) + "\" has no colon");
            }
            headers.computeIfAbsent(
                            line.substring(0, colon).strip().toLowerCase(Locale.ROOT), name -> new ArrayList<>(1))
                    .add(line.substring(colon + 1).strip());
        }
        return new HttpHead(1, first.charAt(7) - '0', Integer.parseInt(first.substring(9, 12)), headers);
    }

    private static String shown(String line) {
        String start = line.length() > 40 ? line.substring(0, 40) + "…" : line;
        return start.replaceAll("[^ -~…]", "?");
    }

    /** The body as it is sent, freed of the transfer's framing only. Ends where the body ends. */
    public static InputStream body(Connection connection, String method, HttpHead head) throws IOException {
        if (method.equals("HEAD") || head.status() == 204 || head.status() == 304) {
            return InputStream.nullInputStream();
        }
        if (head.lists("transfer-encoding", "chunked")) {
            return new ChunkedInput(connection.in());
        }
        if (head.header("transfer-encoding").isPresent()) {
            throw new IOException("the body comes in transfer encoding \""
                    + shown(head.header("transfer-encoding").get()) + "\"; only chunked is known");
        }
        String length = head.header("content-length").orElse("");
        if (length.isEmpty()) {
            return connection.in();
        }
        try {
            return new SizedInput(connection.in(), Long.parseLong(length));
        } catch (NumberFormatException e) {
            throw new IOException("the header Content-Length says \"" + shown(length) + "\", which is no number", e);
        }
    }

    /** Whether a body ends only with the connection. */
    static boolean endsWithConnection(String method, HttpHead head) {
        boolean empty = method.equals("HEAD") || head.status() == 204 || head.status() == 304;
        return !empty
                && head.header("transfer-encoding").isEmpty()
                && head.header("content-length").isEmpty();
    }

    /** Lines that end in a line feed, with a limit on all of them. Confined to one thread. */
    static final class Lines {
        private final InputStream in;
        private int left = MAX_HEAD_BYTES;
        private boolean begun;

        Lines(InputStream in) {
            this.in = in;
        }

        String next() throws IOException {
            StringBuilder line = new StringBuilder(64);
            while (true) {
                int c = in.read();
                if (c < 0) {
                    throw begun
                            ? new IOException("the server closed the connection in the middle of its answer")
                            : new EOFException("the server closed the connection without an answer");
                }
                begun = true;
                if (--left < 0) {
                    throw new IOException("the head of the answer has more than " + MAX_HEAD_BYTES + " bytes");
                }
                if (c == '\n') {
                    int length = line.length();
                    if (length > 0 && line.charAt(length - 1) == '\r') {
                        line.setLength(length - 1);
                    }
                    return line.toString();
                }
                line.append((char) c);
            }
        }
    }
}
