package dev.monitoring.collectors.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.testing.RabbitServer;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A service that publishes events at a broker, and what tests do with the collector that listens to them. */
public final class Application implements AutoCloseable {
    /** The password of the user who listens; it must show nowhere. */
    public static final String CANARY = "canary-9d41";

    /** The user who listens. */
    public static final String USER = "monitoring";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern PERMISSIONS =
            Pattern.compile("rabbitmqctl set_permissions -p / monitoring '(.*)' '(.*)' '(.*)'");

    private final Connection connection;
    private final Channel channel;
    private final List<String> exchanges = new ArrayList<>();
    private final List<String> queues = new ArrayList<>();

    private Application(Connection connection, Channel channel) {
        this.connection = connection;
        this.channel = channel;
    }

    public static Application of(RabbitServer broker) throws Exception {
        Connection connection = broker.connect();
        Channel channel = connection.createChannel();
        channel.confirmSelect();
        return new Application(connection, channel);
    }

    /** Makes the user who listens with exactly the permissions of a documented command, which the README must show too. */
    public static void permit(RabbitServer broker, String command) throws Exception {
        Matcher matcher = PERMISSIONS.matcher(command);
        assertTrue(matcher.matches(), command);
        broker.user(USER, CANARY, "", matcher.group(1), matcher.group(2), matcher.group(3));
        Path readme = Path.of("..", "README.md");
        if (Files.isReadable(readme)) {
            assertTrue(Files.readString(readme).contains(command), "the README shows " + command);
        }
    }

    public Channel channel() {
        return channel;
    }

    /** Declares an exchange, to be gone after {@link #close}. */
    public Application exchange(String name, BuiltinExchangeType type) throws IOException {
        channel.exchangeDeclare(name, type);
        exchanges.add(name);
        return this;
    }

    /** Declares a queue, to be gone after {@link #close}. */
    public Application queue(String name) throws IOException {
        channel.queueDeclare(name, false, false, false, null);
        queues.add(name);
        return this;
    }

    /** Binds a queue. */
    public Application bind(String queue, String exchange, String key) throws IOException {
        channel.queueBind(queue, exchange, key);
        return this;
    }

    /** Publishes a body so many times, and waits until the broker has taken them all. */
    public void publish(String exchange, String key, int times, String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        BasicProperties properties = new BasicProperties.Builder().build();
        for (int i = 0; i < times; i++) {
            channel.basicPublish(exchange, key, properties, bytes);
            if (i % 10_000 == 9_999) {
                channel.waitForConfirmsOrDie(60_000);
            }
        }
        channel.waitForConfirmsOrDie(60_000);
    }

    /** One run, which must deliver. */
    public static RecordingSink run(MetricCollector collector) throws Exception {
        RecordingSink sink = new RecordingSink();
        collector.collect(sink, Deadline.after(Duration.ofSeconds(20), Clock.system()));
        assertEquals(List.of(), sink.faults());
        assertFalse(sink.text().contains(CANARY));
        return sink;
    }

    /** Runs until what was published has come. */
    public static RecordingSink await(MetricCollector collector, Predicate<RecordingSink> expected) throws Exception {
        long begin = Clock.system().nanoTime();
        RecordingSink sink = run(collector);
        while (!expected.test(sink)) {
            assertTrue(Clock.system().nanoTime() - begin < PATIENCE.toNanos(), () -> "in vain waited");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            sink = run(collector);
        }
        return sink;
    }

    /** Runs until the broker, which comes up part by part, is read again. */
    public static void awaitRecovery(MetricCollector collector) throws Exception {
        long begin = Clock.system().nanoTime();
        while (true) {
            try {
                run(collector);
                return;
            } catch (IOException e) {
                assertTrue(Clock.system().nanoTime() - begin < PATIENCE.toNanos(), e::toString);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
    }

    /** Checks that a run fails in its time, for a reason, and tells no secret. */
    public static void assertFails(MetricCollector collector, Duration timeout, String reason) {
        Exception failure = assertThrows(
                Exception.class, () -> collector.collect(new RecordingSink(), Deadline.after(timeout, Clock.system())));
        assertTrue(failure.getMessage().contains(reason), failure::toString);
        assertFalse(failure.toString().contains(CANARY), failure::toString);
    }

    /** How many queues of ours there are at the broker. */
    public static int ownQueues(RabbitServer broker, String purpose) throws Exception {
        return broker.manage("GET", "/api/queues/%2F?columns=name", "")
                        .split("\"monitoring\\." + purpose + "\\.", -1)
                        .length
                - 1;
    }

    @Override
    public void close() throws Exception {
        for (String queue : queues) {
            channel.queueDelete(queue);
        }
        for (String exchange : exchanges) {
            channel.exchangeDelete(exchange);
        }
        connection.close();
    }
}
