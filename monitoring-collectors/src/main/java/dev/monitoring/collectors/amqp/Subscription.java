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
 */
public final class Subscription {
    /** Takes messages. What it throws is counted, and the message acknowledged all the same. */
    @FunctionalInterface
    public interface Handler {
        void message(Delivery message);
    }

    private final String queue;
    private final AtomicLong failures = new AtomicLong();
    private volatile @Nullable String lost;

    Subscription(String queue) {
        this.queue = queue;
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
}
