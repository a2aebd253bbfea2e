package dev.monitoring.collectors.redis.connection;

import dev.monitoring.core.time.Deadline;
import java.io.IOException;

/**
 * Messages that are published on the channels of a pattern, over a connection of their own. Made when first required, and
 * again after it was lost; what is published in between is missed. {@link #require} is for one thread at a time; {@link
 * #close} may come from any.
 *
 * <p>Messages wait for the listener in a buffer of limited size; where the listener is too slow the newest are dropped, so
 * that neither the server nor the thread that reads for all connections waits.
 */
public interface RedisSubscription extends AutoCloseable {
    /** Takes messages, on a thread of the subscription's own. What it throws is counted as a message that was dropped. */
    interface Listener {
        /** The server has confirmed the subscription: from now on nothing is missed. */
        void subscribed();

        /** A message; the array is the listener's. */
        void message(byte[] message);
    }

    /**
     * A subscription of the channels that match a glob pattern; nothing is connected yet. Needs the client library, see
     * {@link RedisLink#unavailable}.
     */
    static RedisSubscription to(RedisServer server, String pattern, Listener listener) {
        return new LettuceSubscription(server, pattern, listener);
    }

    /**
     * Makes sure that messages come in: asks the server, and subscribes anew where the connection was lost.
     *
     * @throws IOException the server cannot be reached, refuses the login or the subscription, or did not answer in time; the
     *     connection is gone, and the next call makes another
     */
    void require(Deadline deadline) throws IOException;

    /** How often it has subscribed. */
    long connects();

    /** How many messages were dropped. */
    long dropped();

    /** Ends it, and its thread; a call under way fails at once. May be called again. */
    @Override
    void close();
}
