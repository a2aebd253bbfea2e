package dev.monitoring.collectors.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Address;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DnsRecordIpAddressResolver;
import com.rabbitmq.client.ShutdownSignalException;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a broker. Once it is lost it stays lost: open another. Thread-safe, though meant for one user at a time.
 *
 * <h2>Design note: deadlines over a client that has none</h2>
 *
 * The client waits for a connection as long as its several parts do, one after another, and for an answer as long as it was
 * told when the connection was made. So whatever may wait is done on a thread that sessions share, and its user waits for that
 * thread until the deadline. A session that did not answer by then is closed, by its socket if need be, which ends whatever
 * hangs in it. A session's own is but the thread that reads; messages of subscriptions are handled on shared ones.
 */
public final class AmqpSession implements AutoCloseable {
    /** How long a broker may take to say goodbye. */
    private static final int GOODBYE_MILLIS = 500;

    /** The share of the time that a batch of questions may take, so that its answer is not late. */
    private static final double BATCH_SHARE = 0.9;

    private final AmqpServer server;
    private final SessionSetup setup;

    private final Object lock = new Object();
    private @Nullable Future<?> question; // guarded by lock
    private @Nullable Socket socket; // guarded by lock
    private @Nullable Connection connection; // guarded by lock
    private boolean closed; // guarded by lock
    private boolean hung; // guarded by lock

    private @Nullable Channel asking; // used by one question at a time

    private AmqpSession(AmqpServer server, String purpose) {
        this.server = server;
        this.setup = new SessionSetup(server, purpose, SharedThreads.acquire());
    }

    static AmqpSession open(AmqpServer server, String purpose, String asker, Deadline deadline)
            throws IOException, InterruptedException {
        AmqpSession session = new AmqpSession(server, purpose);
        boolean done = false;
        try {
            session.call(
                    "connect", deadline, () -> session.connect("monitoring " + purpose + " of " + asker, deadline));
            done = true;
            return session;
        } finally {
            if (!done) {
                session.close();
            }
        }
    }

    private Void connect(String name, Deadline deadline) throws IOException, TimeoutException {
        List<Address> addresses = new DnsRecordIpAddressResolver(server.host(), server.port()).getAddresses();
        int left = (int)
                Math.min(Integer.MAX_VALUE / 2, Math.max(1, deadline.remaining().toMillis()));
        ConnectionFactory factory = setup.factory(this::take);
        factory.setConnectionTimeout(Math.max(1, left / addresses.size()));
        factory.setHandshakeTimeout(2 * left); // of which the client takes half for each step
        factory.setChannelRpcTimeout(left);
        keep(factory.newConnection(setup.workers(), addresses, name));
        return null;
    }

    private void take(Socket made) throws SocketException {
        synchronized (lock) {
            if (closed) {
                throw new SocketException("closed");
            }
            socket = made;
        }
    }

    private void keep(Connection made) throws IOException {
        synchronized (lock) {
            if (!closed) {
                connection = made;
                return;
            }
        }
        made.abort(GOODBYE_MILLIS);
        throw new SocketException("closed");
    }

    /** Why the connection is no more, once that is so. */
    public Optional<String> lost() {
        Connection current = connection();
        if (current == null) {
            return Optional.of("the connection was closed");
        }
        ShutdownSignalException signal = current.getCloseReason();
        return signal == null ? Optional.empty() : Optional.of(AmqpFaults.said(signal));
    }

    /** Throws why the connection is no more, once that is so. */
    public void requireOpen() throws IOException {
        Optional<String> reason = lost();
        if (reason.isPresent()) {
            throw new IOException("broker " + server + ": " + reason.get());
        }
    }

    /** The version of the broker, as it said itself; the empty text where it did not. */
    public String serverVersion() {
        Connection current = connection();
        Object version = current == null ? null : current.getServerProperties().get("version");
        return version == null ? "" : version.toString();
    }

    /**
     * How many messages wait in queues, by asking for each. A queue that is not there or not to be looked at has a fault, as
     * have those for which there was no time.
     *
     * @throws IOException if the connection is lost, or no answer came in time; the session is closed then
     */
    public List<QueueDepth> depths(Collection<String> queues, Deadline deadline)
            throws IOException, InterruptedException {
        long endNanos = (long) (deadline.remainingNanos() * (1 - BATCH_SHARE));
        return call("ask for the depth of queues", deadline, () -> {
            List<QueueDepth> depths = new ArrayList<>();
            for (String queue : queues) {
                depths.add(
                        deadline.remainingNanos() < endNanos
                                ? QueueDepth.unknown(queue, "there was no time left to ask")
                                : depth(queue));
            }
            return depths;
        });
    }

    private QueueDepth depth(String queue) throws IOException {
        Channel channel = asking();
        try {
            AMQP.Queue.DeclareOk answer = channel.queueDeclarePassive(queue);
            return new QueueDepth(queue, answer.getMessageCount(), answer.getConsumerCount(), Optional.empty());
        } catch (IOException | AlreadyClosedException e) {
            ShutdownSignalException signal = AmqpFaults.signal(e);
            if (signal == null || signal.isHardError()) {
                throw e;
            }
            return QueueDepth.unknown(queue, AmqpFaults.said(signal)); // which closed the channel, and only that
        }
    }

    private Channel asking() throws IOException {
        Channel channel = asking;
        if (channel == null || !channel.isOpen()) {
            channel = newChannel();
            asking = channel;
        }
        return channel;
    }

    /**
     * Lets the broker answer, by a channel that is opened and closed.
     *
     * @throws IOException if the connection is lost, or no answer came in time
     */
    public void ping(Deadline deadline) throws IOException, InterruptedException {
        call("ask whether it is there", deadline, () -> {
            newChannel().close();
            return null;
        });
    }

    /**
     * Makes a queue of our own, binds it, and consumes it until the connection ends.
     *
     * @throws IOException why it cannot be: as a rule an exchange that is not there, or a permission that is missing
     */
    public Subscription subscribe(OwnQueue queue, Subscription.Handler handler, Deadline deadline)
            throws IOException, InterruptedException {
        return call("listen to " + String.join(", ", queue.exchanges()), deadline, () -> {
            Channel channel = newChannel();
            String name = "monitoring." + queue.purpose() + "." + UUID.randomUUID();
            channel.queueDeclare(name, false, true, true, queue.arguments());
            boolean done = false;
            try {
                for (OwnQueue.Binding binding : queue.bindings()) {
                    channel.queueBind(name, binding.exchange(), binding.routingKey());
                }
                Subscription subscription = Subscription.own(name, queue);
                subscription.begin(channel, queue.prefetch(), handler);
                done = true;
                return subscription;
            } finally {
                if (!done) {
                    drop(name); // which nothing else does as long as the connection stands
                }
            }
        });
    }

    private void drop(String ownQueue) {
        try (Channel channel = newChannel()) {
            channel.queueDelete(ownQueue);
        } catch (IOException | TimeoutException | AlreadyClosedException e) {
            // The connection is gone then, and the queue with it; what went wrong before is the failure to tell.
        }
    }

    /**
     * Whether there is an exchange, by a declare that declares nothing.
     *
     * @throws IOException if the connection is lost, no answer came in time, or we may not know
     */
    public boolean hasExchange(String exchange, Deadline deadline) throws IOException, InterruptedException {
        return call("look for exchange " + exchange, deadline, () -> {
            try {
                asking().exchangeDeclarePassive(exchange);
                return true;
            } catch (IOException e) {
                ShutdownSignalException signal = AmqpFaults.signal(e);
                if (signal != null
                        && signal.getReason() instanceof AMQP.Channel.Close close
                        && close.getReplyCode() == AMQP.NOT_FOUND) {
                    return false; // which closed the channel, and only that
                }
                throw e;
            }
        });
    }

    /**
     * Consumes a queue that exists. Whatever it takes is gone for everybody else: only for a queue that was made for us, and
     * named as such.
     *
     * @throws IOException why it cannot be: there is no such queue, or we may not read it
     */
    public Subscription consumeDedicated(String queue, int prefetch, Subscription.Handler handler, Deadline deadline)
            throws IOException, InterruptedException {
        return call("consume queue " + queue, deadline, () -> {
            Subscription subscription = Subscription.dedicated(queue);
            subscription.begin(newChannel(), prefetch, handler);
            return subscription;
        });
    }

    private Channel newChannel() throws IOException {
        Connection current = connection();
        if (current == null) {
            throw new IOException("the connection was closed");
        }
        Channel channel = current.createChannel();
        if (channel == null) {
            throw new IOException("the broker allows no more channels on this connection; raise its channel_max");
        }
        return channel;
    }

    private @Nullable Connection connection() {
        synchronized (lock) {
            return connection;
        }
    }

    /** Does something on a shared thread, and waits until it is done or the deadline passes. */
    private <T> T call(String what, Deadline deadline, Callable<T> work) throws IOException, InterruptedException {
        Future<T> future;
        synchronized (lock) {
            if (closed) {
                throw new IOException("broker " + server + ": the connection was closed");
            }
            future = setup.workers().submit(work);
            question = future;
        }
        try {
            return future.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            giveUp();
            throw AmqpFaults.late(server, what);
        } catch (InterruptedException e) {
            giveUp();
            throw e;
        } catch (CancellationException e) {
            throw new IOException("broker " + server + ": the connection was closed", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw AmqpFaults.explained(server, what, cause == null ? e : cause);
        }
    }

    private void giveUp() {
        synchronized (lock) {
            hung = true;
        }
        close();
    }

    /** Closes the connection within half a second, and with it the own queues and its thread. */
    @Override
    public void close() {
        Connection open;
        Socket raw;
        Future<?> asked;
        boolean silent;
        boolean again;
        synchronized (lock) {
            again = closed;
            closed = true;
            open = connection;
            raw = socket;
            asked = question;
            silent = hung;
            connection = null;
            socket = null;
            question = null;
        }
        if (asked != null) {
            asked.cancel(false); // which frees whoever waits for it
        }
        if (open != null && !silent) {
            open.abort(GOODBYE_MILLIS);
        } else {
            reset(raw); // which frees the thread that asks, as saying goodbye first would not
        }
        if (!again) {
            SharedThreads.release();
        }
    }

    private static void reset(@Nullable Socket socket) {
        if (socket != null) {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException e) {
                // It is as closed as it can be.
            }
        }
    }
}
