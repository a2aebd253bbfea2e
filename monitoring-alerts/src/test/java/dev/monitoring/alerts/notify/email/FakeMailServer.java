package dev.monitoring.alerts.notify.email;

import dev.monitoring.core.testing.RawServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A mail server that takes everything but what the test tells it to refuse, and remembers what it was told. Thread-safe once
 * started.
 */
final class FakeMailServer implements AutoCloseable {
    final List<String> commands = new CopyOnWriteArrayList<>();
    final List<String> messages = new CopyOnWriteArrayList<>();

    private final Map<String, List<String>> replies = new HashMap<>();
    private final List<String> extensions = new ArrayList<>();
    private Optional<SSLContext> tls = Optional.empty();
    private String greeting = "220 fake";
    private Optional<RawServer> server = Optional.empty();

    FakeMailServer greeting(String line) {
        greeting = line;
        return this;
    }

    /** Offers an extension. */
    FakeMailServer offering(String extension) {
        extensions.add(extension);
        return this;
    }

    /** Offers STARTTLS. */
    FakeMailServer startTls(SSLContext context) {
        tls = Optional.of(context);
        return this;
    }

    /** Answers a line, one after the other and the last for ever; an empty one closes the connection. */
    FakeMailServer answering(String line, String... answers) {
        replies.put(line, new ArrayList<>(List.of(answers)));
        return this;
    }

    FakeMailServer start() throws IOException {
        server = Optional.of(RawServer.start((socket, number) -> talk(socket)));
        return this;
    }

    int port() {
        return server.orElseThrow().port();
    }

    private void talk(Socket plain) throws Exception {
        Socket socket = plain;
        BufferedReader in = reader(socket);
        say(socket, greeting);
        boolean data = false;
        StringBuilder message = new StringBuilder();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (data) {
                data = !line.equals(".");
                if (data) {
                    message.append(line).append('\n');
                    continue;
                }
                String answer = answer("message", "250 queued");
                if (answer.startsWith("2")) {
                    messages.add(message.toString());
                }
                message.setLength(0);
                say(socket, answer);
                continue;
            }
            commands.add(line);
            String answer = answer(line, standard(line, socket instanceof SSLSocket));
            if (answer.isEmpty()) {
                return;
            }
            say(socket, answer);
            data = line.equals("DATA") && answer.startsWith("354");
            if (line.equals("STARTTLS") && answer.startsWith("220")) {
                SSLSocket secure = (SSLSocket)
                        tls.orElseThrow().getSocketFactory().createSocket(socket, null, socket.getPort(), true);
                secure.setUseClientMode(false);
                socket = secure;
                in = reader(socket);
            }
        }
    }

    private synchronized String answer(String line, String standard) {
        List<String> answers = replies.get(line);
        if (answers == null) {
            return standard;
        }
        return answers.size() > 1 ? answers.remove(0) : answers.get(0);
    }

    private String standard(String line, boolean secure) {
        if (line.startsWith("EHLO")) {
            List<String> offered = new ArrayList<>(List.of("fake"));
            offered.addAll(extensions);
            if (tls.isPresent() && !secure) {
                offered.add("STARTTLS");
            }
            StringBuilder answer = new StringBuilder();
            for (int i = 0; i < offered.size(); i++) {
                boolean last = i == offered.size() - 1;
                answer.append(last ? "250 " : "250-").append(offered.get(i)).append(last ? "" : "\r\n");
            }
            return answer.toString();
        }
        return line.equals("DATA") ? "354 go" : line.equals("STARTTLS") ? "220 go" : "250 ok";
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        server.orElseThrow().close();
    }
}
