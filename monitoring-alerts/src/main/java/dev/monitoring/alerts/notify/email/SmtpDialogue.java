package dev.monitoring.alerts.notify.email;

import dev.monitoring.core.endpoint.Connection;
import dev.monitoring.core.tls.TlsContext;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Commands to an SMTP server and its replies, over a connection that keeps the deadline. Confined to one thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5321">RFC 5321</a>
 */
final class SmtpDialogue {
    // Design note. Letters are made by Jakarta Mail, the dialogue is not left to its transport (Angus 2.0), which was
    // tried against a server that never ends its greeting. Its timeouts are of single reads and writes, so such a
    // server is read for ever, and what was read is kept: a heap of 512 MiB was full after 49 s. A watchdog that
    // closes the socket ends it on time (3.0 s of 3), with 70 to 160 MB read by then. To be bounded in memory as well
    // it would need a socket of ours that counts bytes beneath TLS, and name lookups that end on time before it:
    // Connection is both already.

    /** The longest reply read; servers say a few hundred bytes. */
    private static final int MAX_REPLY_BYTES = 32 << 10;

    private static final int SHOWN_CHARACTERS = 60;

    private final Connection connection;
    private Map<String, String> extensions = Map.of();

    SmtpDialogue(Connection connection) {
        this.connection = connection;
    }

    /** Hears the server's greeting. */
    SmtpReply greeting() throws IOException {
        return read();
    }

    /**
     * Introduces us, and learns what the server can do.
     *
     * @param name ours
     */
    SmtpReply hello(String name) throws IOException {
        write("EHLO " + name);
        Map<String, String> found = new TreeMap<>();
        SmtpReply reply = read(found);
        extensions = found;
        if (reply.isPositive() || reply.isPassing()) {
            return reply;
        }
        return say("HELO " + name); // a server without extensions
    }

    /** Whether the server has an extension, {@code STARTTLS}. */
    boolean offers(String extension) {
        return extensions.containsKey(extension);
    }

    /** What the server says about an extension; empty where it says nothing, or does not have it. */
    String offer(String extension) {
        return extensions.getOrDefault(extension, "");
    }

    /** Whether TLS is spoken. */
    boolean isSecure() {
        return connection.isSecure();
    }

    /** Says one line, and hears the reply. */
    SmtpReply say(String line) throws IOException {
        write(line);
        return read();
    }

    /** Goes over to TLS, once the server has agreed. What the server offered before is forgotten, as nobody vouched for it. */
    void secure(TlsContext tls) throws IOException {
        if (connection.in().available() > 0) {
            // It would be taken as said under TLS (CVE-2011-0411).
            throw SmtpException.forEver(
                    "the server, or somebody on the way, says more before TLS begins than it may; see who"
                            + " sits in between");
        }
        connection.startTls(tls);
        extensions = Map.of();
    }

    /** Sends a message, its lines ending in CR LF, and hears whether the server has it. */
    SmtpReply message(byte[] message) throws IOException {
        connection.send(stuffed(message));
        return read();
    }

    /** A message as it goes over the wire: a dot before each line that begins with one, and one alone at its end. */
    static byte[] stuffed(byte[] message) {
        byte[] wire = new byte[2 * message.length + 5];
        int length = 0;
        boolean begins = true;
        for (byte b : message) {
            if (begins && b == '.') {
                wire[length++] = '.';
            }
            wire[length++] = b;
            begins = b == '\n';
        }
        if (!begins) {
            wire[length++] = '\r';
            wire[length++] = '\n';
        }
        wire[length++] = '.';
        wire[length++] = '\r';
        wire[length++] = '\n';
        return Arrays.copyOf(wire, length);
    }

    private void write(String line) throws IOException {
        if (line.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new IllegalArgumentException("a command of SMTP is one line of ASCII");
        }
        connection.send((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private SmtpReply read() throws IOException {
        return read(new TreeMap<>());
    }

    /** Reads a reply; {@code rest} gets what its lines after the first say: a word, and the text behind it. */
    private SmtpReply read(Map<String, String> rest) throws IOException {
        StringBuilder text = new StringBuilder();
        int left = MAX_REPLY_BYTES;
        int lines = 0;
        while (true) {
            String line = line(connection.in(), left);
            left -= line.length() + 1;
            if (!line.matches("[2-5][0-9]{2}([ -].*)?")) {
                throw new IOException("the answer is not SMTP: it begins with \"" + shown(line)
                        + "\"; check that smarthost is that of a mail server");
            }
            String said = printable(line.substring(Math.min(4, line.length())));
            if (lines++ > 0) {
                String[] words = said.split("[ =]", 2); // old servers say AUTH=LOGIN, some both ways
                rest.merge(words[0].toUpperCase(Locale.ROOT), words.length > 1 ? words[1] : "", (a, b) -> a + " " + b);
                text.append(' ');
            }
            text.append(said);
            if (line.length() < 4 || line.charAt(3) == ' ') {
                return new SmtpReply(
                        Integer.parseInt(line.substring(0, 3)), text.toString().strip());
            }
        }
    }

    private static String line(InputStream in, int limit) throws IOException {
        StringBuilder line = new StringBuilder(80);
        while (true) {
            int c = in.read();
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (c == '\n') {
                int length = line.length();
                return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
            }
            if (line.length() >= limit) {
                throw new IOException("the server's reply has no end: it is longer than " + MAX_REPLY_BYTES + " bytes");
            }
            line.append((char) c);
        }
    }

    private static String shown(String line) {
        return printable(line.length() > SHOWN_CHARACTERS ? line.substring(0, SHOWN_CHARACTERS) + "…" : line);
    }

    private static String printable(String text) {
        return text.replaceAll("[^ -~…]", "?");
    }
}
