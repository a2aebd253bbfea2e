package dev.monitoring.collectors.probe;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.monitoring.collectors.scrape.Replacement;
import dev.monitoring.core.endpoint.Connection;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a port, over TLS where wanted, and talks with it line by line, as blackbox_exporter's module {@code tcp} does.
 * Confined to one thread at a time.
 */
final class TcpProber implements Prober {
    /** The longest line looked at, as in the exporter. */
    private static final int MAX_LINE_BYTES = 64 << 10;

    /** The longest line sent; what is sure to fit the send buffer, see {@link Connection}. */
    private static final int MAX_SENT_BYTES = 16 << 10;

    /** What a server may say before the line that is waited for. */
    private static final int MAX_READ_BYTES = 1 << 20;

    private final Dialer dialer;
    private final String host;
    private final int port;
    private final boolean secure;
    private final List<TcpStep> steps;

    /** @param secure whether TLS is spoken from the start */
    TcpProber(Dialer dialer, String host, int port, boolean secure, List<TcpStep> steps) {
        this.dialer = dialer;
        this.host = host;
        this.port = port;
        this.secure = secure;
        this.steps = List.copyOf(steps);
    }

    @Override
    public boolean isHttp() {
        return false;
    }

    @Override
    public void probe(Findings findings, Deadline deadline) throws IOException {
        try (Connection connection = dialer.connect(host, port, host, findings, deadline)) {
            if (secure) {
                dialer.startTls(connection, findings);
            }
            for (TcpStep step : steps) {
                String send = step.send();
                if (step.expect().isPresent()) {
                    Matcher match = await(connection, step.expect().get(), findings);
                    send = Replacement.expand(send, match);
                    if (!step.labels().isEmpty()) {
                        Labels.Builder labels = Labels.builder();
                        step.labels().forEach((name, value) -> labels.set(name, Replacement.expand(value, match)));
                        findings.expected().add(labels.build());
                    }
                }
                if (!send.isEmpty()) {
                    send(connection, send);
                }
                if (step.startTls()) {
                    dialer.startTls(connection, findings);
                }
            }
        }
    }

    private static void send(Connection connection, String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_SENT_BYTES) {
            throw new IOException(
                    "a line to send has " + bytes.length + " bytes, more than " + MAX_SENT_BYTES + "; shorten it");
        }
        connection.out().write(bytes);
        connection.out().flush();
    }

    private static Matcher await(Connection connection, Pattern expected, Findings findings) throws IOException {
        long read = 0;
        for (byte[] line = line(connection.in()); line != null; line = line(connection.in())) {
            Matcher match = expected.matcher(new String(line, StandardCharsets.UTF_8));
            if (match.find()) {
                return match;
            }
            read += line.length + 1;
            if (read > MAX_READ_BYTES) {
                findings.failedDueToRegex = true;
                throw new IOException("the server says more than " + MAX_READ_BYTES
                        + " bytes without a line that matches " + expected.pattern());
            }
        }
        findings.failedDueToRegex = true;
        throw new IOException("the server ends the connection without a line that matches " + expected.pattern());
    }

    /** The next line without its end; null where there is none. */
    private static byte @Nullable [] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int c = in.read();
        if (c < 0) {
            return null;
        }
        while (c >= 0 && c != '\n') {
            if (line.size() == MAX_LINE_BYTES) {
                throw new IOException("the server sends a line of more than " + MAX_LINE_BYTES + " bytes");
            }
            line.write(c);
            c = in.read();
        }
        byte[] bytes = line.toByteArray();
        int end = bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
        return Arrays.copyOf(bytes, end);
    }

    @Override
    public void close() {
        dialer.close();
    }

    @Override
    public String toString() {
        return (secure ? "tls://" : "tcp://") + host + ":" + port;
    }
}
