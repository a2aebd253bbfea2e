package dev.monitoring.collectors.redis;

import dev.monitoring.collectors.redis.connection.Command;
import dev.monitoring.collectors.redis.connection.RedisLink;
import dev.monitoring.collectors.redis.connection.Reply;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a real server once answered: commands behind {@code "> "}, each with its reply as it came over the wire. A command
 * that was not recorded is refused, as an old server refuses a new one.
 */
final class RecordedServer implements RedisLink {
    private final Map<String, Reply> replies = new LinkedHashMap<>();
    private final List<String> asked = new ArrayList<>();

    /** The recording in the directory of that name. */
    static RecordedServer of(String name) throws IOException {
        RecordedServer server = new RecordedServer();
        Wire wire = new Wire(read(name, "replies.resp"));
        while (wire.hasMore()) {
            String command = wire.line().substring(2);
            server.replies.put(command, wire.reply());
        }
        return server;
    }

    /** A file of the recording. */
    static byte[] read(String name, String file) throws IOException {
        try (InputStream in = RecordedServer.class.getResourceAsStream("/redis/" + name + "/" + file)) {
            return Objects.requireNonNull(in, name + "/" + file).readAllBytes();
        }
    }

    /** Answers otherwise from now on. */
    void answer(String command, Reply reply) {
        replies.put(command, reply);
    }

    /** What it answers to a command. */
    Reply reply(String command) {
        return replies.getOrDefault(command, Reply.refusal("ERR unknown command"));
    }

    /** The commands asked so far. */
    List<String> asked() {
        return asked;
    }

    @Override
    public List<Reply> ask(List<Command> batch, Deadline deadline) {
        List<Reply> answers = new ArrayList<>();
        for (Command command : batch) {
            asked.add(command.text());
            answers.add(reply(command.text()));
        }
        return answers;
    }

    @Override
    public Duration connectTime() {
        return Duration.ofMillis(1);
    }

    @Override
    public long connects() {
        return 1;
    }

    @Override
    public void disconnect() {}

    @Override
    public void close() {}

    /** Reads RESP 2. */
    private static final class Wire {
        private final byte[] bytes;
        private int at;

        private Wire(byte[] bytes) {
            this.bytes = bytes;
        }

        private boolean hasMore() {
            return at < bytes.length;
        }

        private String line() {
            int begin = at;
            while (bytes[at] != '\r') {
                at++;
            }
            at += 2;
            return new String(bytes, begin, at - 2 - begin, StandardCharsets.UTF_8);
        }

        private Reply reply() {
            String line = line();
            String rest = line.substring(1);
            return switch (line.charAt(0)) {
                case '+' -> Reply.text(rest);
                case '-' -> Reply.refusal(rest);
                case ':' -> Reply.number(Long.parseLong(rest));
                case '$' -> bulk(Integer.parseInt(rest));
                case '*' -> list(Integer.parseInt(rest));
                default -> throw new IllegalStateException("not RESP 2: " + line);
            };
        }

        private Reply bulk(int length) {
            if (length < 0) {
                return Reply.NIL;
            }
            byte[] text = Arrays.copyOfRange(bytes, at, at + length);
            at += length + 2;
            return Reply.text(text);
        }

        private Reply list(int length) {
            List<Reply> items = new ArrayList<>();
            for (int i = 0; i < length; i++) {
                items.add(reply());
            }
            return Reply.list(items);
        }
    }
}
