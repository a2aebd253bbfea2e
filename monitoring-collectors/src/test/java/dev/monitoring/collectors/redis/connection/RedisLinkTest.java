package dev.monitoring.collectors.redis.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.monitoring.collectors.testing.OwnProcess;
import dev.monitoring.core.testing.RecordedLogs;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
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

    @Test
    void theClientLogsNothingWhenTheLastLineIsClosed() throws Exception {
        int before = RecordedLogs.linesWith("").size();
        try (OwnProcess redis = OwnProcess.of("redis-server")
                .command("{program}", "--port", "{port}", "--bind", "127.0.0.1", "--dir", "{directory}", "--save", "")
                .start()) {
            RedisServer server = RedisServer.at(new Address("127.0.0.1", redis.port()));
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
                try (RedisLink link = RedisLink.to(server)) {
                    Deadline deadline = Deadline.after(Duration.ofMillis(20), Clock.system());
                    assertThrows(IOException.class, () -> link.ask(Command.of("INFO"), deadline));
                }
            }
            redis.thaw();
        }

        List<String> errors = RecordedLogs.linesWith("");
        assertEquals(List.of(), errors.subList(before, errors.size()));
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(20), Clock.system());
    }
}
