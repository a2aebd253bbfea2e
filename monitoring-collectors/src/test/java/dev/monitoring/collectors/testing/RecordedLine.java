package dev.monitoring.collectors.testing;

import dev.monitoring.core.testing.RawServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ServerSocketFactory;

/**
 * A line to an HTTP server on the loopback address that keeps what clients say, byte for byte; with the factory of a TLS
 * context it is a server of TLS before one without. Thread-safe.
 */
public final class RecordedLine implements AutoCloseable {
    private static final Pattern REQUEST = Pattern.compile("(?m)^([A-Z]+) (\\S+) HTTP/1\\.[01]\\r?$");

    private final RawServer server;
    private final List<ByteArrayOutputStream> said = new CopyOnWriteArrayList<>();

    private RecordedLine(ServerSocketFactory factory, int port) throws IOException {
        this.server = RawServer.start(factory, (client, number) -> pass(client, port));
    }

    /** A line to a server. */
    public static RecordedLine to(int port) throws IOException {
        return to(port, ServerSocketFactory.getDefault());
    }

    /** The same with connections of a factory. */
    public static RecordedLine to(int port, ServerSocketFactory factory) throws IOException {
        return new RecordedLine(factory, port);
    }

    private void pass(Socket client, int port) throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(); // whose methods are synchronized
        said.add(kept);
        try (Socket to = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.setTcpNoDelay(true); // else each answer waits for an acknowledgement
            to.setTcpNoDelay(true);
            Thread back = new Thread(() -> copy(to, client), "recorded-line");
            back.setDaemon(true);
            back.start();
            InputStream in = client.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                kept.write(buffer, 0, read);
                out.write(buffer, 0, read);
            }
        }
    }

    private static void copy(Socket from, Socket to) {
        try (to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One side has gone, and so has the other now.
        }
    }

    /** Method and target of each request so far, those of one connection after those of the one before. */
    public List<String> requests() {
        List<String> requests = new ArrayList<>();
        for (ByteArrayOutputStream connection : said) {
            Matcher matcher = REQUEST.matcher(connection.toString(StandardCharsets.ISO_8859_1));
            while (matcher.find()) {
                requests.add(matcher.group(1) + " " + matcher.group(2));
            }
        }
        return requests;
    }

    /** How many connections there were. */
    public int connections() {
        return server.accepted();
    }

    /** Its port. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
