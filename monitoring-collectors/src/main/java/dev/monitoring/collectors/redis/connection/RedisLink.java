package dev.monitoring.collectors.redis.connection;

import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The line to one server: connected when first asked, and again after it was lost. {@link #ask} is for one thread at a time;
 * {@link #close} may come from any.
 */
public interface RedisLink extends AutoCloseable {
    /** A line to a server; nothing is connected yet. Needs the client library, see {@link #unavailable}. */
    static RedisLink to(RedisServer server) {
        return new LettuceLink(server);
    }

    /** What is missing on the class path, as a remedy for people; nothing where all is there. */
    static Optional<String> unavailable() {
        for (String needed : List.of("io.lettuce.core.RedisClient", "io.netty.channel.Channel")) {
            try {
                Class.forName(needed, false, RedisLink.class.getClassLoader());
            } catch (ClassNotFoundException | LinkageError e) {
                return Optional.of("add io.lettuce:lettuce-core to the class path");
            }
        }
        return Optional.empty();
    }

    /**
     * Sends commands together and waits for all replies. A command that the server refuses has a reply that says so.
     *
     * @return a reply per command
     * @throws IOException the server cannot be reached, refuses the login, or did not answer in time; the connection is
     *     gone, and the next call makes another
     */
    List<Reply> ask(List<Command> batch, Deadline deadline) throws IOException;

    /** Sends one command. */
    default Reply ask(Command command, Deadline deadline) throws IOException {
        return ask(List.of(command), deadline).get(0);
    }

    /** How long the last connect took, login included; zero before the first. */
    Duration connectTime();

    /** How often it has connected; a new number tells of a new connection. */
    long connects();

    /** Lets go of the connection: the next {@link #ask} makes another. For when the server turns out to be the wrong one. */
    void disconnect();

    /** Ends the line; a call of {@link #ask} under way fails at once. May be called again. */
    @Override
    void close();
}
