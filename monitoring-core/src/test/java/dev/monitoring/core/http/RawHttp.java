package dev.monitoring.core.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * A TCP connection that speaks HTTP letter by letter, for requests no client library would send. Every read fails after
 * twenty seconds without data. Confined to one thread.
 */
public final class RawHttp implements AutoCloseable {
    private static final int READ_TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    /** A status, headers by their names in lower case, a body. */
    public record Answer(int status, Map<String, String> headers, byte[] body) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
        }

        public byte[] unzipped() {
            try {
                return new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private RawHttp(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    public static RawHttp connect(URI server) throws IOException {
        return connect(server, 0);
    }

    /** With a receive buffer of about that size, for slow readers. */
    public static RawHttp connect(URI server, int receiveBufferBytes) throws IOException {
        Socket socket = new Socket();
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), 5_000);
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        return new RawHttp(socket);
    }

    /** One request on a connection of its own. */
    public static Answer exchange(URI server, String request) throws IOException {
        try (RawHttp connection = connect(server)) {
            connection.send(request);
            return connection.read(!request.startsWith("HEAD "));
        }
    }

    public RawHttp send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawHttp send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    public Answer read() throws IOException {
        return read(true);
    }

    /** The next answer; without body for {@code HEAD}. */
    public Answer read(boolean hasBody) throws IOException {
        String statusLine = line();
        if (!statusLine.startsWith("HTTP/1.")) {
            throw new IOException("no status line: " + statusLine);
        }
        int status = Integer.parseInt(statusLine.substring(9, 12));
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            headers.merge(name, line.substring(colon + 1).strip(), (a, b) -> a + ", " + b);
        }
        if (status == 100) {
            return read(hasBody);
        }
        boolean bodyless = !hasBody || status == 204 || status == 304 || status == 101;
        return new Answer(status, headers, bodyless ? new byte[0] : body(headers));
    }

    /** A frame of a WebSocket from the server: its opcode and payload. */
    public record Frame(int opcode, byte[] payload) {
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** The status of a close frame. */
        public int closeStatus() {
            return (payload[0] & 0xff) << 8 | payload[1] & 0xff;
        }
    }

    public Frame readFrame() throws IOException {
        int opcode = octet() & 0x0f;
        long length = octet() & 0x7f;
        if (length == 126) {
            length = (long) octet() << 8 | octet();
        } else if (length == 127) {
            length = 0;
            for (int i = 0; i < 8; i++) {
                length = length << 8 | octet();
            }
        }
        return new Frame(opcode, exactly((int) length));
    }

    /** Sends a short text message, masked with zeros. */
    public RawHttp sendFrame(String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        if (payload.length > 125) {
            throw new IllegalArgumentException("a short frame holds 125 bytes, not " + payload.length);
        }
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x81);
        frame.write(0x80 | payload.length);
        frame.writeBytes(new byte[4]);
        frame.writeBytes(payload);
        return send(frame.toByteArray());
    }

    /** Waits for the server to close the connection; what it sends before is dropped. */
    public boolean isClosedByServer() {
        try {
            byte[] dropped = new byte[8_192];
            while (in.read(dropped) >= 0) {
                // Until the end.
            }
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Waits for the server to close the connection, and says whether that was before {@code whole} bytes had come. */
    public boolean isCutByServer(long whole) {
        long received = 0;
        try {
            byte[] dropped = new byte[64 << 10];
            for (int got = in.read(dropped); got >= 0; got = in.read(dropped)) {
                received += got;
                if (received >= whole) {
                    return false;
                }
            }
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Closes with a reset instead of a farewell. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            while (true) {
                int length = Integer.parseInt(line().strip(), 16);
                body.writeBytes(exactly(length));
                line();
                if (length == 0) {
                    return body.toByteArray();
                }
            }
        }
        String length = headers.get("content-length");
        return length == null ? in.readAllBytes() : exactly(Integer.parseInt(length));
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException(
                    "the server closed the connection after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = octet(); c != '\n'; c = octet()) {
            line.write(c);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    private int octet() throws IOException {
        int c = in.read();
        if (c < 0) {
            throw new EOFException("the server closed the connection");
        }
        return c;
    }

    /** The lines of a request's head, ready to be sent. */
    public static String request(String method, String target, String... headers) {
        List<String> lines = new ArrayList<>(List.of(method + " " + target + " HTTP/1.1"));
        lines.addAll(List.of(headers));
        if (lines.stream().noneMatch(line -> line.startsWith("Host:"))) {
            lines.add("Host: localhost");
        }
        return String.join("\r\n", lines) + "\r\n\r\n";
    }
}
