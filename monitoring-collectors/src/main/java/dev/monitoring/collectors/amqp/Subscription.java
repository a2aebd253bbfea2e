package dev.monitoring.collectors.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Messages that come in, each given to a handler and then acknowledged. Thread-safe; the handler is called from one thread
 * at a time, not always the same.
 *
 * <h2>Design note: seeing what the broker drops</h2>
 *
 * A broker tells nobody that it dropped the oldest messages of a queue that reached its limit. But a queue that overflowed is
 * full at that moment, and every message taken from it leaves room for one. So we look how many messages wait each time after
 * a tenth of the limit was taken: whenever it overflowed between two looks, at least nine tenths wait at the second, those
 * under way to us counted in. The
 * reverse does not hold, a queue may come close and never overflow, so {@link #timesFull} counts looks and not messages. The
 * limit in bytes is judged by the mean size of the messages taken since the look before.
 */
public final class Subscription {
    /** Takes messages. What it throws is counted, and the message acknowledged all the same. */
    @FunctionalInterface
    public interface Handler {
        void message(Delivery message);
    }

    /** How much of the limit is taken between two looks, and is so forgiven at a look. */
    private static final double LOOK_SHARE = 0.1;

    private final String queue;
    private final Optional<OwnQueue> own;
    private final long lookEvery;
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong timesFull = new AtomicLong();
    private volatile @Nullable String lost;

    // Each written by the thread that handles a message, one at a time.
    private long taken;
    private long bytesSinceLook;

    private Subscription(String queue, Optional<OwnQueue> own) {
        this.queue = queue;
        this.own = own;
        this.lookEvery = own.map(limits -> Math.max(1, (long) (limits.maxLength() * LOOK_SHARE)))
                .orElse(Long.MAX_VALUE);
    }

    /** Of a queue of our own. */
    static Subscription own(String queue, OwnQueue limits) {
        return new Subscription(queue, Optional.of(limits));
    }

    /** Of a queue that others fill and limit. */
    static Subscription dedicated(String queue) {
        return new Subscription(queue, Optional.empty());
    }

    /** The queue that is consumed. */
    public String queue() {
        return queue;
    }

    /** Why no more messages come, once that is so. */
    public Optional<String> lost() {
        return Optional.ofNullable(lost);
    }

    /** How many messages the handler threw at. */
    public long failures() {
        return failures.get();
    }

    /** How often an own queue was found full or nearly so: each time, the broker may have dropped the oldest messages. */
    public long timesFull() {
        return timesFull.get();
    }

    /** Consumes the queue on a channel of its own, on the thread of the session. */
    void begin(Channel channel, int prefetch, Handler handler) throws IOException {
        boolean acknowledges = prefetch > 0;
        if (acknowledges) {
            channel.basicQos(prefetch); // for this consumer; the global form is refused by newer brokers
        }
        channel.basicConsume(queue, !acknowledges, new DefaultConsumer(channel) {
            @Override
            public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
                    throws IOException {
                try {
                    handler.message(new Delivery(envelope, properties, body));
                } catch (RuntimeException | LinkageError e) {
                    failures.incrementAndGet();
                }
                if (acknowledges) {
                    channel.basicAck(envelope.getDeliveryTag(), false);
                }
                look(channel, body.length);
            }

            @Override
            public void handleCancel(String tag) {
                lost = "the broker cancelled the consumer; the queue " + queue + " is gone";
            }

            @Override
            public void handleShutdownSignal(String tag, ShutdownSignalException signal) {
                lost = AmqpFaults.said(signal);
            }
        });
    }

    private void look(Channel channel, int bodyBytes) throws IOException {
        bytesSinceLook += bodyBytes;
        if (++taken % lookEvery != 0 || own.isEmpty()) {
            return;
        }
        double waiting =
                channel.queueDeclarePassive(queue).getMessageCount() + own.get().prefetch();
        double waitingBytes = waiting * bytesSinceLook / lookEvery;
        bytesSinceLook = 0;
        OwnQueue limits = own.get();
        if (waiting >= (1 - LOOK_SHARE) * limits.maxLength() || waitingBytes >= (1 - LOOK_SHARE) * limits.maxBytes()) {
            timesFull.incrementAndGet();
        }
    }
}
