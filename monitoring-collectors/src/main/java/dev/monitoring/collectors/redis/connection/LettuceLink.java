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
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The line to one server through the Lettuce client, which is asked for nothing but its protocol: no reconnecting, no queue,
 * no timeouts of its own.
 */
final class LettuceLink implements RedisLink {
    private final RedisServer server;
    private final Object lock = new Object();

    // guarded by lock
    private @Nullable Connection connection;
    private @Nullable CompletableFuture<?> waitedFor;
    private boolean closed;

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
            return await(sent, deadline);
        } catch (TimeoutException e) {
            throw new IOException(server.name() + " did not answer " + command + " in time", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RedisCommandExecutionException refusal) {
                return Reply.refusal(String.valueOf(refusal.getMessage()));
            }
            IOException failure =
                    LettuceFailure.of(current.peer, "was lost while it was asked for " + command, e.getCause());
            throw isFirst && !isClosed() ? new LostException(failure) : failure;
        }
    }

    private boolean isClosed() {
        synchronized (lock) {
            return closed;
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
            if (closed) {
                throw new IOException("the line to " + server.name() + " was closed");
            }
            Connection current = connection;
            if (current != null && current.redis.isOpen()) {
                return current;
            }
        }
        disconnect();
        long begin = deadline.remainingNanos();
        RedisServer reachable =
                server.sentinels().isEmpty() ? server : server.movedTo(Sentinels.master(server, deadline));
        Connection made = connect(reachable, deadline);
        connectTime = Duration.ofNanos(begin - deadline.remainingNanos());
        synchronized (lock) {
            if (!closed) {
                connection = made;
                connects++;
                return made;
            }
        }
        made.close();
        throw new IOException("the line to " + server.name() + " was closed");
    }

    private Connection connect(RedisServer to, Deadline deadline) throws IOException {
        Address address = to.address().orElseThrow();
        LettuceSetup setup = new LettuceSetup(to, deadline.remaining());
        RedisClient client = RedisClient.create(SharedThreads.acquire());
        boolean connected = false;
        try {
            client.setOptions(setup.options());
            CompletableFuture<StatefulRedisConnection<byte[], byte[]>> opening =
                    client.connectAsync(ByteArrayCodec.INSTANCE, setup.uri()).toCompletableFuture();
            Connection made = new Connection(client, await(opening, deadline), address);
            connected = true;
            return made;
        } catch (TimeoutException e) {
            throw new IOException(address + " did not accept the connection and the login in time", e);
        } catch (ExecutionException e) {
            throw LettuceFailure.of(address, "cannot be reached", e.getCause());
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

    private <T> T await(CompletableFuture<T> future, Deadline deadline)
            throws InterruptedIOException, TimeoutException, ExecutionException {
        synchronized (lock) {
            if (closed) {
                future.cancel(true);
            }
            waitedFor = future;
        }
        try {
            return ((Future<T>) future).get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + server.name());
        } catch (CancellationException e) {
            throw new ExecutionException(new IOException("the line to it was closed"));
        } finally {
            synchronized (lock) {
                waitedFor = null;
            }
        }
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
        synchronized (lock) {
            closed = true;
            if (waitedFor != null) {
                waitedFor.cancel(true);
            }
        }
        disconnect();
    }

    @Override
    public String toString() {
        return "link to " + server;
    }
}
