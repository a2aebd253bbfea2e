package dev.monitoring.collectors.redis.connection;

import dev.monitoring.collectors.testing.OwnProcess;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A Redis server of a test's own, with the user that the documentation says is enough, and a line to it as administrator.
 * Confined to one thread.
 */
public final class OwnRedis implements AutoCloseable {
    /** The password of the user that watches; it must turn up nowhere. */
    public static final String CANARY = "s3cret-canary-4711";

    /** What the documentation says a user needs for a server without checked keys. */
    public static final List<String> LEAST = List.of(
            "-@all",
            "+info",
            "+config|get",
            "+slowlog|len",
            "+slowlog|get",
            "+latency|latest",
            "+latency|histogram",
            "+cluster|info",
            "+client|setname",
            "+select");

    private static final String USER = "monitoring";

    private final OwnProcess process;
    private final RedisLink administrator;

    private OwnRedis(OwnProcess process) {
        this.process = process;
        this.administrator = RedisLink.to(RedisServer.at(address()));
    }

    /** Starts one with further options; the test is skipped where there is no redis-server. */
    public static OwnRedis start(String... options) throws IOException, InterruptedException {
        return start(OwnProcess.freePort(), options);
    }

    /** Starts one on a given port. */
    public static OwnRedis start(int port, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "{program}",
                "--port",
                "{port}",
                "--bind",
                "127.0.0.1",
                "--dir",
                "{directory}",
                "--save",
                "",
                "--appendonly",
                "no"));
        command.addAll(Arrays.asList(options));
        OwnRedis redis = new OwnRedis(OwnProcess.of("redis-server")
                .command(command.toArray(new String[0]))
                .readyWhen(OwnRedis::answers)
                .start(port));
        redis.allow();
        return redis;
    }

    /** Starts a sentinel that watches a master under the name {@code main}, alone and without ever finding it down. */
    public static OwnRedis startSentinel(Address master) throws IOException, InterruptedException {
        OwnRedis sentinel = new OwnRedis(OwnProcess.of("redis-server")
                .file(
                        "sentinel.conf",
                        "port {port}\nbind 127.0.0.1\ndir {directory}\nsentinel monitor main " + master.host() + " "
                                + master.port() + " 1\nsentinel down-after-milliseconds main 600000\n")
                .command("{program}", "{directory}/sentinel.conf", "--sentinel")
                .readyWhen(OwnRedis::answers)
                .start());
        // It asks its master every ten seconds; before Redis 7 that stays so.
        sentinel.administrator.ask(Command.of("SENTINEL", "DEBUG", "info-period", "200"), deadline());
        sentinel.require(
                "ACL",
                "SETUSER",
                USER,
                "reset",
                "on",
                ">" + CANARY,
                "-@all",
                "+info",
                "+client|setname",
                "+sentinel|get-master-addr-by-name");
        return sentinel;
    }

    /** Waits until this replica has all that its master has. */
    public void awaitLink() {
        Await.until("the replica of " + address() + " is in step", () -> {
            try {
                return info("master_link_status").equals("up");
            } catch (IOException e) {
                return false;
            }
        });
    }

    private static boolean answers(OwnProcess server) throws IOException {
        if (!server.listens()) {
            return false;
        }
        try (RedisLink link = RedisLink.to(RedisServer.at(new Address("127.0.0.1", server.port())))) {
            return link.ask(Command.of("PING"), deadline()).text().equals("PONG");
        }
    }

    /** Makes the user that watches, allowed the least and what is given. */
    public void allow(String... further) throws IOException {
        List<String> rules = new ArrayList<>(List.of("SETUSER", USER, "reset", "on", ">" + CANARY));
        rules.addAll(LEAST);
        rules.addAll(Arrays.asList(further));
        require(Command.of("ACL", rules.toArray(new String[0])));
    }

    public OwnProcess process() {
        return process;
    }

    public Address address() {
        return new Address("127.0.0.1", process.port());
    }

    /** The server as the user sees it that may do the least. */
    public RedisServer server() {
        return RedisServer.at(address()).as(login());
    }

    /** The user that may do the least. */
    public static Login login() {
        return new Login(Optional.of(USER), Optional.of(CANARY));
    }

    /** Asks as administrator; fails where the server refuses. */
    public Reply require(Command command) throws IOException {
        Reply reply = administrator.ask(command, deadline());
        if (reply.isRefusal()) {
            throw new IOException(command.text() + ": " + reply.text());
        }
        return reply;
    }

    /** Asks as administrator; fails where the server refuses. */
    public Reply require(String... words) throws IOException {
        return require(Command.of(words[0], Arrays.copyOfRange(words, 1, words.length)));
    }

    /** A field of INFO. */
    public String info(String field) throws IOException {
        return require("INFO", "ALL")
                .text()
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .findFirst()
                .map(line -> line.substring(field.length() + 1).strip())
                .orElse("");
    }

    /** Sets a key to a value that is no text. */
    public void setBytes(byte[] key, String value) throws IOException {
        require(Command.of("SET").with(key).with(value.getBytes(StandardCharsets.UTF_8)));
    }

    private static Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(20), Clock.system());
    }

    @Override
    public void close() {
        administrator.close();
        process.close();
    }
}
