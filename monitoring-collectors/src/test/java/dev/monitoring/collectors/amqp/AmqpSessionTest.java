package dev.monitoring.collectors.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.monitoring.collectors.testing.FaultyProxy;
import dev.monitoring.collectors.testing.RabbitServer;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class AmqpSessionTest {
    private static final String PASSWORD = "canary-amqp-1";

    private static RabbitServer broker;

    @BeforeAll
    static void findBroker() throws Exception {
        broker = RabbitServer.shared();
        // what the documentation of OwnQueue asks for, and nothing else
        broker.user("listener", PASSWORD, "", "^monitoring\\..*", "^monitoring\\..*", "^(monitoring\\..*|session-.*)$");
    }

    @Test
    void countsWhatWaitsInQueues() throws Exception {
        try (Connection application = broker.connect();
                AmqpSession session = open(broker.port())) {
            Channel channel = application.createChannel();
            channel.queueDeclare("session-a", false, false, true, null);
            channel.queueDeclare("session-b", true, false, false, Map.of("x-queue-type", "quorum"));
            channel.confirmSelect();
            publish(channel, "", "session-a", 3);
            publish(channel, "", "session-b", 2);
            channel.waitForConfirmsOrDie(5_000);

            List<QueueDepth> depths =
                    session.depths(List.of("session-a", "session-none", "session-b", "session-a"), seconds(5));

            assertEquals(3, depths.get(0).ready());
            assertTrue(depths.get(1).fault().orElseThrow().contains("no queue 'session-none'"));
            assertEquals(2, depths.get(2).ready());
            assertEquals(3, depths.get(3).ready());
            assertEquals(0, depths.get(0).consumers());
            channel.queueDelete("session-b");
        }
    }

    @Test
    void getsCopiesAndLeavesTheNeighboursTheirs() throws Exception {
        BlockingQueue<String> copies = new LinkedBlockingQueue<>();
        try (Connection application = broker.connect();
                AmqpSession session = open(broker.port())) {
            Channel channel = application.createChannel();
            channel.exchangeDeclare("session-events", "topic", false, true, null);
            String neighbour = channel.queueDeclare().getQueue();
            channel.queueBind(neighbour, "session-events", "#");
            session.subscribe(
                    OwnQueue.of("test", new OwnQueue.Binding("session-events", "#")),
                    message -> copies.add(new String(message.getBody(), StandardCharsets.UTF_8)),
                    seconds(5));
            channel.confirmSelect();

            publish(channel, "session-events", "some.key", 500);
            channel.waitForConfirmsOrDie(5_000);

            for (int i = 0; i < 500; i++) {
                assertEquals("message " + i, copies.poll(20, TimeUnit.SECONDS));
            }
            assertEquals(500, channel.messageCount(neighbour));
        }
    }

    @Test
    void itsQueueIsExclusiveLimitedAndGoneAfterClose() throws Exception {
        try (Connection application = broker.connect()) {
            application.createChannel().exchangeDeclare("session-limits", "fanout", false, true, null);
            AmqpSession session = open(broker.port());
            OwnQueue queue = OwnQueue.of("test", new OwnQueue.Binding("session-limits", ""))
                    .withTimeToLive(Duration.ofSeconds(5))
                    .withMaxLength(10);
            Subscription subscription = session.subscribe(queue, message -> {}, seconds(5));
            String shown = broker.manage("GET", "/api/queues/%2F/" + subscription.queue(), "");

            session.close();

            assertTrue(shown.contains("\"exclusive\":true"), shown);
            assertTrue(shown.contains("\"auto_delete\":true"), shown);
            assertTrue(shown.contains("\"x-max-length\":10"), shown);
            assertTrue(shown.contains("\"x-message-ttl\":5000"), shown);
            await(() -> !isThere(subscription.queue()), "the queue is gone");
        }
    }

    @Test
    void tellsTheBrokerWhoAsks() throws Exception {
        try (AmqpSession session = open(broker.port())) {
            assertEquals(List.of(), session.depths(List.of(), seconds(5)));
            await(
                    () -> broker.manage("GET", "/api/connections", "").contains("\"monitoring test of app1\""),
                    "the connection has a name");
        }
    }

    @Test
    void leavesNoThread() throws Exception {
        List<String> during;
        try (AmqpSession session = open(broker.port());
                Connection application = broker.connect()) {
            application.createChannel().exchangeDeclare("session-threads", "fanout", false, true, null);
            session.subscribe(OwnQueue.of("test", new OwnQueue.Binding("session-threads", "")), m -> {}, seconds(5));
            session.depths(List.of("session-none"), seconds(5));
            during = ourThreads();
        }

        assertFalse(during.isEmpty());
        await(() -> ourThreads().isEmpty(), "the threads are gone");
    }

    @Test
    void sessionsShareAllThreadsButTheOneThatReads() throws Exception {
        await(() -> ourThreads().isEmpty(), "the threads of sessions before are gone");
        try (AmqpSession one = open(broker.port());
                AmqpSession another = open(broker.port());
                AmqpSession third = open(broker.port())) {
            for (AmqpSession session : List.of(one, another, third)) {
                session.ping(seconds(5));
            }

            List<String> names = ourThreads();

            assertEquals(3, Collections.frequency(names, "monitoring-test-amqp"), names::toString);
            assertEquals(1, Collections.frequency(names, "monitoring-amqp-heartbeats"), names::toString);
        }
        await(() -> ourThreads().isEmpty(), "the threads are gone");
    }

    @Test
    void closeFreesWhoeverWaitsForAnAnswer() throws Exception {
        ExecutorService worker = Executors.newSingleThreadExecutor();
        try (FaultyProxy line = FaultyProxy.to(broker.port())) {
            AmqpSession session = open(line.port());
            long before = line.bytesToServer();
            line.trickle(1);
            Future<?> asking = worker.submit(() -> session.depths(List.of("session-none"), seconds(600)));
            await(() -> line.bytesToServer() > before, "the question is under way");

            session.close();

            ExecutionException failure = assertThrows(ExecutionException.class, () -> asking.get(20, TimeUnit.SECONDS));
            assertTrue(failure.getCause().getMessage().contains("the connection was closed"), failure::toString);
            await(() -> ourThreads().isEmpty(), "the threads are gone");
        } finally {
            worker.shutdownNow();
        }
    }

    @Test
    void aHandlerThatThrowsCostsItsMessageOnly() throws Exception {
        BlockingQueue<String> copies = new LinkedBlockingQueue<>();
        try (Connection application = broker.connect();
                AmqpSession session = open(broker.port())) {
            Channel channel = application.createChannel();
            channel.exchangeDeclare("session-throws", "fanout", false, true, null);
            Subscription subscription = session.subscribe(
                    OwnQueue.of("test", new OwnQueue.Binding("session-throws", "")),
                    message -> {
                        String text = new String(message.getBody(), StandardCharsets.UTF_8);
                        if (text.equals("message 1")) {
                            throw new IllegalStateException(text);
                        }
                        copies.add(text);
                    },
                    seconds(5));

            publish(channel, "session-throws", "", 3);

            assertEquals("message 0", copies.poll(20, TimeUnit.SECONDS));
            assertEquals("message 2", copies.poll(20, TimeUnit.SECONDS));
            assertEquals(1, subscription.failures());
        }
    }

    @Test
    void anExchangeThatIsNotThereIsNamedAndCostsNothingElse() throws Exception {
        try (AmqpSession session = open(broker.port())) {
            IOException failure = assertThrows(
                    IOException.class,
                    () -> session.subscribe(
                            OwnQueue.of("test", new OwnQueue.Binding("session-nowhere", "#")), m -> {}, seconds(5)));

            assertTrue(failure.getMessage().contains("no exchange 'session-nowhere'"), failure.getMessage());
            assertEquals(1, session.depths(List.of("session-none"), seconds(5)).size());
        }
    }

    @Test
    void aConsumerWhoseQueueIsDeletedIsLost() throws Exception {
        try (Connection application = broker.connect();
                AmqpSession session = open(broker.port())) {
            Channel channel = application.createChannel();
            channel.queueDeclare("session-dedicated", false, false, false, null);
            Subscription subscription = session.consumeDedicated("session-dedicated", 5, m -> {}, seconds(5));

            channel.queueDelete("session-dedicated");

            await(() -> subscription.lost().isPresent(), "the subscription knows");
            assertTrue(session.lost().isEmpty());
        }
    }

    @Test
    void aWrongPasswordIsSaidWithoutIt() {
        AmqpServer server = AmqpServer.of("127.0.0.1", broker.port(), "/", Login.of("listener", "wrong-canary"));

        IOException failure = assertThrows(IOException.class, () -> server.open("test", "app1", seconds(5)));

        assertTrue(failure.getMessage().contains("refuses user \"listener\""), failure.getMessage());
        assertFalse(describe(failure).contains("canary"));
    }

    @Test
    void aVirtualHostThatIsNotThereIsNamed() {
        AmqpServer server = AmqpServer.of("127.0.0.1", broker.port(), "nowhere", Login.of("listener", PASSWORD));

        IOException failure = assertThrows(IOException.class, () -> server.open("test", "app1", seconds(5)));

        assertTrue(failure.getMessage().contains("nowhere"), failure.getMessage());
    }

    @Test
    void aClosedPortIsSaid() throws Exception {
        int port = dev.monitoring.collectors.testing.OwnProcess.freePort();

        IOException failure = assertThrows(IOException.class, () -> open(port));

        assertTrue(failure.getMessage().contains("127.0.0.1:" + port), failure.getMessage());
        assertTrue(failure.getMessage().contains("nothing listens there"), failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HTTP/1.1 400 Bad Request\r\n\r\n", "AMQP\0\1\0\0", "-ERR unknown command\r\n", "\1\0\0\0\0"})
    void garbageIsSaidInTimeAndWithoutMuchMemory(String garbage) throws Exception {
        try (FaultyProxy line = FaultyProxy.to(broker.port())) {
            line.answer(garbage);

            IOException failure = assertThrows(IOException.class, () -> open(line.port(), Duration.ofSeconds(1)));

            assertTrue(failure.getMessage().contains(line.address()), failure.getMessage());
        }
        await(() -> ourThreads().isEmpty(), "the threads are gone");
    }

    @Test
    void aBrokerThatHangsWhileConnectingCostsTheDeadlineAndNoThread() throws Exception {
        try (FaultyProxy line = FaultyProxy.to(broker.port())) {
            line.stall();

            IOException failure = assertThrows(IOException.class, () -> open(line.port(), Duration.ofMillis(300)));

            assertTrue(failure.getMessage().contains("no answer in time"), failure.getMessage());
            await(() -> ourThreads().isEmpty(), "the threads are gone");
        }
    }

    @Test
    void aBrokerThatTricklesCostsTheDeadline() throws Exception {
        try (FaultyProxy line = FaultyProxy.to(broker.port())) {
            line.trickle(20);

            IOException failure = assertThrows(IOException.class, () -> open(line.port(), Duration.ofMillis(500)));

            assertTrue(failure.getMessage().contains("no answer in time"), failure.getMessage());
            await(() -> ourThreads().isEmpty(), "the threads are gone");
        }
    }

    @Test
    void aBrokerThatHangsLaterCostsTheDeadlineAndTheSession() throws Exception {
        try (FaultyProxy line = FaultyProxy.to(broker.port());
                AmqpSession session = open(line.port())) {
            line.stall();

            IOException failure = assertThrows(
                    IOException.class, () -> session.depths(List.of("session-none"), deadline(Duration.ofMillis(300))));

            assertTrue(failure.getMessage().contains("no answer in time"), failure.getMessage());
            assertTrue(session.lost().isPresent());
            assertThrows(IOException.class, () -> session.depths(List.of("session-none"), seconds(1)));
            await(() -> ourThreads().isEmpty(), "the threads are gone");
        }
    }

    @Test
    void aLineThatIsCutOrHalfClosedIsNoticed() throws Exception {
        try (FaultyProxy line = FaultyProxy.to(broker.port())) {
            try (AmqpSession session = open(line.port())) {
                line.cut();
                await(() -> session.lost().isPresent(), "the session knows");
                assertThrows(IOException.class, session::requireOpen);
            }
            try (AmqpSession session = open(line.port())) {
                line.halfClose();
                await(() -> session.lost().isPresent(), "the session knows");
            }
        }
        await(() -> ourThreads().isEmpty(), "the threads are gone");
    }

    @Test
    void aSilentBrokerIsGivenUpByHeartbeats() throws Exception {
        try (FaultyProxy line = FaultyProxy.to(broker.port())) {
            AmqpServer server = new AmqpServer(
                    "127.0.0.1",
                    line.port(),
                    "/",
                    Login.of("listener", PASSWORD),
                    java.util.Optional.empty(),
                    Duration.ofSeconds(1));
            try (AmqpSession session = server.open("test", "app1", seconds(5))) {
                line.stall();

                await(() -> session.lost().isPresent(), "the session knows");

                assertTrue(session.lost().orElseThrow().contains("two heartbeats"), session.lost()::toString);
            }
        }
    }

    private static AmqpSession open(int port) throws Exception {
        return open(port, Duration.ofSeconds(5));
    }

    private static AmqpSession open(int port, Duration timeout) throws Exception {
        return AmqpServer.of("127.0.0.1", port, "/", Login.of("listener", PASSWORD))
                .open("test", "app1", deadline(timeout));
    }

    private static void publish(Channel channel, String exchange, String key, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            channel.basicPublish(
                    exchange,
                    key,
                    new AMQP.BasicProperties.Builder().build(),
                    ("message " + i).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static boolean isThere(String queue) throws InterruptedException {
        try {
            broker.manage("GET", "/api/queues/%2F/" + queue, "");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> ourThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.matches("monitoring-(test-)?amqp.*"))
                .sorted()
                .toList();
    }

    private static String describe(Throwable failure) {
        List<String> said = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            said.add(cause.toString());
        }
        return said.toString();
    }

    /** A condition that may ask a server. */
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition, String what) throws Exception {
        BooleanSupplier late = new BooleanSupplier() {
            private final long end = Clock.system().nanoTime() + TimeUnit.SECONDS.toNanos(30);

            @Override
            public boolean getAsBoolean() {
                return Clock.system().nanoTime() > end;
            }
        };
        while (!condition.holds()) {
            if (late.getAsBoolean()) {
                throw new AssertionError("in vain waited until " + what + "; threads " + ourThreads());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static Deadline seconds(int seconds) {
        return deadline(Duration.ofSeconds(seconds));
    }

    private static Deadline deadline(Duration timeout) {
        return Deadline.after(timeout, Clock.system());
    }
}
