package dev.monitoring.collectors.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.redis.connection.Address;
import dev.monitoring.collectors.redis.connection.Login;
import dev.monitoring.collectors.redis.connection.OwnRedis;
import dev.monitoring.collectors.redis.connection.RedisServer;
import dev.monitoring.collectors.testing.FaultyProxy;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All that may go wrong between us and a server, and that it goes well again afterwards, without a word in the log. */
@Timeout(60)
class RedisFaultsTest {
    private static final List<String> LOGGED = new CopyOnWriteArrayList<>();
    private static final Logger LOGGER = Logger.getLogger("io");
    private static final Handler HANDLER = new Handler() {
        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.INFO.intValue()) {
                LOGGED.add(record.getLoggerName() + ": " + record.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private static InternalLoggerFactory loggers;

    private OwnRedis redis;
    private FaultyProxy proxy;
    private RedisNode node;

    @BeforeAll
    static void listenToTheLog() {
        loggers = InternalLoggerFactory.getDefaultFactory();
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        LOGGER.addHandler(HANDLER);
    }

    @AfterAll
    static void stopListening() {
        LOGGER.removeHandler(HANDLER);
        InternalLoggerFactory.setDefaultFactory(loggers);
    }

    @BeforeEach
    void start() throws Exception {
        LOGGED.clear();
        redis = OwnRedis.start();
        proxy = FaultyProxy.to(redis.process().port());
        node = node(redis.server().movedTo(new Address("127.0.0.1", proxy.port())));
        assertDelivers();
    }

    @AfterEach
    void stop() throws IOException {
        if (redis != null) {
            node.close();
            proxy.close();
            redis.close();
        }
        assertEquals(List.of(), LOGGED);
    }

    @Test
    void comesBackAfterTheServerWasStopped() throws Exception {
        redis.process().stop();
        assertFails();
        assertFails();

        redis.process().start();
        redis.allow();

        assertDelivers();
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        node.close();
        node = node(redis.server());
        redis.process().kill();

        IOException failure = assertFails();

        assertEquals(redis.address() + " cannot be reached: nobody listens there", failure.getMessage());
        redis.process().start();
        redis.allow();
        assertDelivers();
    }

    @Test
    void comesBackAfterTheServerWasFrozen() throws Exception {
        redis.process().freeze();
        IOException hung = assertFails();
        assertTrue(hung.getMessage().contains("in time"), hung.getMessage());
        assertFails();

        redis.process().thaw();

        assertDelivers();
    }

    @Test
    void comesBackAfterAServerWithoutLoginsWasFrozen() throws Exception {
        node.close();
        node = node(RedisServer.at(redis.address()));
        assertDelivers();
        redis.process().freeze();
        for (int i = 0; i < 3; i++) {
            IOException hung = assertFails();
            assertTrue(hung.getMessage().contains("in time"), hung.getMessage());
        }

        redis.process().thaw();

        assertDelivers();
    }

    @Test
    void saysThatThePasswordIsWrong() throws Exception {
        node.close();
        node = node(redis.server().as(new Login(Optional.of("monitoring"), Optional.of("wrong-" + OwnRedis.CANARY))));

        IOException failure = assertFails();

        assertTrue(failure.getMessage().contains("refuses the login: WRONGPASS"), failure.getMessage());
        assertTrue(failure.getMessage().endsWith("correct username and password of the target"), failure.getMessage());
        redis.require("ACL", "SETUSER", "monitoring", ">wrong-" + OwnRedis.CANARY);
        assertDelivers();
    }

    @Test
    void saysThatAPasswordIsMissing() throws Exception {
        redis.require("CONFIG", "SET", "requirepass", "admin");
        node.close();
        node = node(RedisServer.at(redis.address()));

        IOException failure = assertFails();

        assertTrue(failure.getMessage().contains("NOAUTH"), failure.getMessage());
        assertTrue(failure.getMessage().endsWith("set the password of the target"), failure.getMessage());
    }

    @Test
    void comesBackAfterTheConnectionWasReset() throws Exception {
        proxy.cut();
        Exception failure = null;
        for (int i = 0; i < 2 && failure == null; i++) { // a reset seen before the run costs nothing
            try {
                assertDelivers();
            } catch (IOException e) {
                failure = e;
            }
        }

        assertDelivers();
    }

    @Test
    void comesBackAfterAHalfClosedSocket() throws Exception {
        proxy.halfClose();
        assertFails();

        proxy.pass();

        assertDelivers();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 400 Bad Request\r\n\r\n",
                "\u0000\u0001\u0002",
                "$99999999999999999999\r\n",
                "*-5\r\n",
                ":not a number\r\n",
                "*1000000000\r\n",
                "$20\r\nshort\r\n",
                "+OK\r\n+OK\r\n+OK\r\n+OK\r\n+OK\r\n+OK\r\n+OK\r\n+OK\r\n+OK\r\n+OK\r\n"
            })
    void comesBackAfterGarbage(String garbage) throws Exception {
        proxy.answer(garbage);
        assertFails();
        proxy.cut();
        assertFails();

        proxy.pass();
        proxy.cut();

        assertDelivers();
        LOGGED.removeIf(line -> line.contains("Unexpected exception during request")); // garbage without a question
    }

    @Test
    void doesNotKeepAnAnswerWithoutEnd() throws Exception {
        byte[] chunk = new byte[1 << 20];
        System.arraycopy("$2000000000\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, chunk, 0, 13);
        proxy.answer(chunk);

        assertFails();

        proxy.pass();
        proxy.cut();
        assertDelivers();
    }

    @Test
    void givesUpOnAServerThatTrickles() throws Exception {
        proxy.trickle(20);
        assertFails();

        proxy.pass();

        assertDelivers();
    }

    @Test
    void aHungServerHoldsNobodyElse() throws Exception {
        redis.process().freeze();
        ExecutorService worker = Executors.newSingleThreadExecutor();
        try (OwnRedis healthy = OwnRedis.start()) {
            RedisNode other = node(healthy.server());
            Future<IOException> hung = worker.submit(() -> failure(Duration.ofSeconds(30)));

            for (int i = 0; i < 20; i++) {
                other.collect(new RecordingSink(), Deadline.after(Duration.ofSeconds(5), Clock.system()));
            }

            assertFalse(hung.isDone());
            Await.until(
                    "one thread serves both",
                    () -> Thread.getAllStackTraces().keySet().stream()
                                    .filter(thread -> thread.getName().startsWith("monitoring-redis"))
                                    .count()
                            == 1);
            other.close();
            node.close(); // frees the hung run
            assertTrue(hung.get(20, TimeUnit.SECONDS).getMessage().contains("closed"));
        } finally {
            worker.shutdownNow();
            redis.process().thaw();
        }
    }

    private void assertDelivers() throws IOException {
        RecordingSink sink = new RecordingSink();
        node.collect(sink, Deadline.after(Duration.ofSeconds(10), Clock.system()));
        assertTrue(sink.size() > 200, sink.size() + " samples");
        assertEquals(List.of(), sink.faults());
    }

    private IOException assertFails() {
        return failure(Duration.ofMillis(500));
    }

    private IOException failure(Duration timeout) {
        IOException failure = assertThrows(
                IOException.class, () -> node.collect(new RecordingSink(), Deadline.after(timeout, Clock.system())));
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            assertFalse(String.valueOf(cause).contains(OwnRedis.CANARY), String.valueOf(cause));
        }
        return failure;
    }

    private static RedisNode node(RedisServer server) {
        return new RedisNode(server, RedisOptions.DEFAULT, Clock.system());
    }
}
