package dev.monitoring.collectors.redis.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.monitoring.collectors.testing.OwnProcess;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.testing.RecordedLogs;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lines to a real server. */
@Timeout(60)
class RedisLinkTest {
    private static final RedisSubscription.Listener NOBODY = new RedisSubscription.Listener() {
        @Override
        public void subscribed() {}

        @Override
        public void message(byte[] message) {}
    };

    /** Netty logs there where its first logger was asked for while a test had it do so. */
    private static final Logger LOGGER = Logger.getLogger("io");

    private static final List<String> SAID = new CopyOnWriteArrayList<>();

    private static final Handler LOGGED = new Handler() {
        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.INFO.intValue()) {
                SAID.add(record.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private OwnProcess redis;
    private RedisServer server;

    /** One without a line of the test's own, which would keep the shared thread going. */
    @BeforeEach
    void start() throws Exception {
        redis = OwnProcess.of("redis-server")
                .command("{program}", "--port", "{port}", "--bind", "127.0.0.1", "--dir", "{directory}", "--save", "")
                .start();
        server = RedisServer.at(new Address("127.0.0.1", redis.port()));
    }

    @AfterEach
    void stop() {
        LOGGER.removeHandler(LOGGED);
        redis.close();
    }

    @Test
    void theClientLogsNothingWhenTheLastLineIsClosed() throws Exception {
        int before = RecordedLogs.linesWith("").size();
        LOGGER.addHandler(LOGGED);

        for (int i = 0; i < 100; i++) {
            try (RedisLink link = RedisLink.to(server)) {
                link.ask(Command.of("INFO"), soon());
            }
            try (RedisSubscription subscription = RedisSubscription.to(server, "*", NOBODY)) {
                subscription.require(soon());
            }
        }
        redis.freeze();
        for (int i = 0; i < 20; i++) {
            try (RedisLink link = RedisLink.to(server);
                    RedisSubscription subscription = RedisSubscription.to(server, "*", NOBODY)) {
                Deadline deadline = Deadline.after(Duration.ofMillis(20), Clock.system());
                assertThrows(IOException.class, () -> link.ask(Command.of("INFO"), deadline));
                Deadline next = Deadline.after(Duration.ofMillis(20), Clock.system());
                assertThrows(IOException.class, () -> subscription.require(next));
            }
        }

        List<String> lines = RecordedLogs.linesWith("");
        assertEquals(List.of(), lines.subList(before, lines.size()));
        assertEquals(List.of(), SAID);
    }

    @Test
    void allLinesShareOneThreadWhichGoesWithTheLast() throws Exception {
        try (RedisLink link = RedisLink.to(server);
                RedisLink another = RedisLink.to(server);
                RedisSubscription subscription = RedisSubscription.to(server, "*", NOBODY)) {
            link.ask(Command.of("INFO"), soon());
            another.ask(Command.of("INFO"), soon());
            subscription.require(soon());

            List<String> shared = List.of("monitoring-redis-io", "monitoring-redis-messages");
            Await.until(
                    "no other thread is left of lines before",
                    () -> clientThreads().equals(shared));
        }
        Await.until("no thread is left", () -> clientThreads().isEmpty());
    }

    private static List<String> clientThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.matches("(monitoring-redis|lettuce|netty|globalEventExecutor).*"))
                .sorted()
                .toList();
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(20), Clock.system());
    }
}
