package dev.monitoring.collectors.redis.connection;

import dev.monitoring.core.time.Deadline;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A subscription through the Lettuce client. Whether the server is there is asked by subscribing once more, which changes
 * nothing there and is answered.
 */
final class LettuceSubscription implements RedisSubscription {
    private static final String THREAD_NAME = "monitoring-redis-messages";

    private final RedisServer server;
    private final byte[] pattern;
    private final Listener listener;
    private final AtomicLong dropped = new AtomicLong();
    private final AnswerWait answers;
    private final Object lock = new Object();
    private @Nullable Line line; // guarded by lock

    private volatile long connects;

    /** What is open while there is a subscription. */
    private record Line(
            RedisClient client,
            ClientResources resources,
            MessageBuffer buffer,
            StatefulRedisPubSubConnection<byte[], byte[]> redis,
            Address peer) {
        void close() {
            buffer.close();
            end(client, resources);
        }
    }

    LettuceSubscription(RedisServer server, String pattern, Listener listener) {
        this.server = server;
        this.pattern = pattern.getBytes(StandardCharsets.UTF_8);
        this.listener = listener;
        this.answers = new AnswerWait(server.name());
    }

    @Override
    public void require(Deadline deadline) throws IOException {
        Line current = open();
        if (current != null) {
            try {
                subscribe(current, deadline);
                return;
            } catch (IOException e) {
                disconnect();
                if (deadline.hasPassed()) {
                    throw e;
                }
                // It was lost while nobody asked.
            }
        }
        disconnect();
        Line made = connect(Sentinels.resolve(server, deadline), deadline);
        boolean kept = false;
        try {
            subscribe(made, deadline);
            synchronized (lock) {
                answers.requireOpen();
                line = made;
                connects++;
            }
            kept = true;
        } finally {
            if (!kept) {
                made.close();
            }
        }
        listener.subscribed();
        work(made.buffer);
    }

    private @Nullable Line open() throws IOException {
        synchronized (lock) {
            answers.requireOpen();
            return line != null && line.redis.isOpen() ? line : null;
        }
    }

    private void subscribe(Line current, Deadline deadline) throws IOException {
        try {
            answers.await(current.redis.async().psubscribe(pattern).toCompletableFuture(), deadline);
        } catch (TimeoutException e) {
            throw new IOException(server.name() + " did not answer PSUBSCRIBE in time", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RedisCommandExecutionException refusal) {
                throw new IOException(
                        server.name() + " refuses PSUBSCRIBE: " + refusal.getMessage()
                                + "; grant the user +psubscribe and &" + new String(pattern, StandardCharsets.UTF_8),
                        refusal);
            }
            throw LettuceFailure.of(current.peer, "was lost while it was asked for PSUBSCRIBE", e.getCause());
        }
    }

    private Line connect(RedisServer to, Deadline deadline) throws IOException {
        Address address = to.address().orElseThrow();
        LettuceSetup setup = new LettuceSetup(to, deadline.remaining());
        AnswerLimit limit = new AnswerLimit();
        MessageBuffer buffer = new MessageBuffer(dropped);
        ClientResources resources = SharedThreads.limitedBy(SharedThreads.acquire(), limit);
        RedisClient client = RedisClient.create(resources);
        boolean connected = false;
        try {
            client.setOptions(setup.options());
            StatefulRedisPubSubConnection<byte[], byte[]> redis = answers.connected(
                    client.connectPubSubAsync(ByteArrayCodec.INSTANCE, setup.uri())
                            .toCompletableFuture(),
                    address,
                    deadline);
            redis.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(byte[] matched, byte[] channel, byte[] message) {
                    limit.begin();
                    buffer.put(message);
                }
            });
            connected = true;
            return new Line(client, resources, buffer, redis, address);
        } finally {
            if (!connected) {
                end(client, resources);
            }
        }
    }

    /** Lets go of the client, whose channels close without anybody waiting. */
    private static void end(RedisClient client, ClientResources resources) {
        CompletableFuture<?> closing = client.shutdownAsync(0, 0, TimeUnit.SECONDS);
        var unused = resources.shutdown(0, 0, TimeUnit.SECONDS); // ends nothing: all in it is shared
        SharedThreads.release(closing);
    }

    /** Hands messages to the listener until the buffer is closed. */
    private void work(MessageBuffer buffer) {
        Thread thread = new Thread(
                () -> {
                    try {
                        for (byte[] message = buffer.take(); message != null; message = buffer.take()) {
                            hand(message);
                        }
                    } catch (InterruptedException e) {
                        buffer.close(); // the process ends, as a rule
                    }
                },
                THREAD_NAME);
        thread.setDaemon(true);
        thread.start();
    }

    private void hand(byte[] message) {
        try {
            listener.message(message);
        } catch (RuntimeException | LinkageError e) {
            dropped.incrementAndGet();
        }
    }

    @Override
    public long connects() {
        return connects;
    }

    @Override
    public long dropped() {
        return dropped.get();
    }

    private void disconnect() {
        Line old;
        synchronized (lock) {
            old = line;
            line = null;
        }
        if (old != null) {
            old.close();
        }
    }

    @Override
    public void close() {
        answers.close();
        disconnect();
    }

    @Override
    public String toString() {
        return "subscription at " + server;
    }
}
