package dev.monitoring.collectors.redis.connection;

import dev.monitoring.core.time.Deadline;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The line to one server through the Lettuce client, which is asked for nothing but its protocol: no reconnecting, no queue,
 * no timeouts of its own.
 */
final class LettuceLink implements RedisLink {
    private final RedisServer server;
    private final AnswerWait answers;
    private final Object lock = new Object();
    private @Nullable Connection connection; // guarded by lock

    private volatile Duration connectTime = Duration.ZERO;
    private long connects; // confined to the thread that asks

    /** What is open while there is a connection. */
    private record Connection(RedisClient client, StatefulRedisConnection<byte[], byte[]> redis, Address peer) {
        void close() {
            LettuceLink.close(client); // closes what it has opened
        }
    }

    LettuceLink(RedisServer server) {
        this.server = server;
        this.answers = new AnswerWait(server.name());
    }

    @Override
    public List<Reply> ask(List<Command> batch, Deadline deadline) throws IOException {
        long before = connects;
        Connection current = connected(deadline);
        try {
            return ask(current, batch, deadline);
        } catch (LostException e) {
            if (connects != before || deadline.hasPassed()) {
                throw e;
            }
            // It was lost while nobody asked: the server was restarted, or has closed what was idle.
            return ask(connected(deadline), batch, deadline);
        }
    }

    private List<Reply> ask(Connection current, List<Command> batch, Deadline deadline) throws IOException {
        boolean whole = false;
        List<Reply> replies = new ArrayList<>(batch.size());
        try {
            List<AsyncCommand<byte[], byte[], Reply>> sent = new ArrayList<>(batch.size());
            for (Command command : batch) {
                sent.add(asynchronous(command));
            }
            current.redis.dispatch(sent);
            for (int i = 0; i < sent.size(); i++) {
                replies.add(reply(current, batch.get(i), sent.get(i), deadline, replies.isEmpty()));
            }
            whole = true;
            return replies;
        } finally {
            if (!whole) {
                disconnect();
            }
        }
    }

    /** The connection broke before anything was answered. */
    private static final class LostException extends IOException {
        private static final long serialVersionUID = 1;

        LostException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private Reply reply(
            Connection current,
            Command command,
            AsyncCommand<byte[], byte[], Reply> sent,
            Deadline deadline,
            boolean isFirst)
            throws IOException {
        try {
            return answers.await(sent, deadline);
        } catch (TimeoutException e) {
            throw new IOException(server.name() + " did not answer " + command + " in time", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RedisCommandExecutionException refusal) {
                return Reply.refusal(String.valueOf(refusal.getMessage()));
            }
            IOException failure =
                    LettuceFailure.of(current.peer, "was lost while it was asked for " + command, e.getCause());
            throw isFirst && !answers.isClosed() ? new LostException(failure) : failure;
        }
    }

    private static AsyncCommand<byte[], byte[], Reply> asynchronous(Command command) {
        List<byte[]> words = command.words();
        CommandArgs<byte[], byte[]> arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE);
        for (byte[] word : words.subList(1, words.size())) {
            arguments.add(word);
        }
        return new AsyncCommand<>(new io.lettuce.core.protocol.Command<>(
                new Name(words.get(0)), new ReplyOutput(), words.size() == 1 ? null : arguments));
    }

    /** The name of a command. */
    private static final class Name implements ProtocolKeyword {
        private final byte[] bytes;

        Name(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public byte[] getBytes() {
            return bytes;
        }

        @Override
        public String toString() {
            return new String(bytes, StandardCharsets.US_ASCII);
        }
    }

    private Connection connected(Deadline deadline) throws IOException {
        synchronized (lock) {
            answers.requireOpen();
            Connection current = connection;
            if (current != null && current.redis.isOpen()) {
                return current;
            }
        }
        disconnect();
        long begin = deadline.remainingNanos();
        Connection made = connect(Sentinels.resolve(server, deadline), deadline);
        connectTime = Duration.ofNanos(begin - deadline.remainingNanos());
        boolean kept = false;
        try {
            synchronized (lock) {
                answers.requireOpen();
                connection = made;
                connects++;
            }
            kept = true;
            return made;
        } finally {
            if (!kept) {
                made.close();
            }
        }
    }

    private Connection connect(RedisServer to, Deadline deadline) throws IOException {
        Address address = to.address().orElseThrow();
        LettuceSetup setup = new LettuceSetup(to, deadline.remaining());
        RedisClient client = RedisClient.create(SharedThreads.acquire());
        boolean connected = false;
        try {
            client.setOptions(setup.options());
            StatefulRedisConnection<byte[], byte[]> redis = answers.connected(
                    client.connectAsync(ByteArrayCodec.INSTANCE, setup.uri()).toCompletableFuture(), address, deadline);
            connected = true;
            return new Connection(client, redis, address);
        } finally {
            if (!connected) {
                close(client);
            }
        }
    }

    /** Lets go of the client, whose channels close without anybody waiting. */
    private static void close(RedisClient client) {
        SharedThreads.release(client.shutdownAsync(0, 0, TimeUnit.SECONDS));
    }

    @Override
    public Duration connectTime() {
        return connectTime;
    }

    @Override
    public long connects() {
        return connects;
    }

    @Override
    public void disconnect() {
        Connection dropped;
        synchronized (lock) {
            dropped = connection;
            connection = null;
        }
        if (dropped != null) {
            dropped.close();
        }
    }

    @Override
    public void close() {
        answers.close();
        disconnect();
    }

    @Override
    public String toString() {
        return "link to " + server;
    }
}
