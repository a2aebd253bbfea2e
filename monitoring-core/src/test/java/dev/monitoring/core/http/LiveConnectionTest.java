package dev.monitoring.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LiveConnectionTest {
    private final AtomicInteger open = new AtomicInteger();
    private final List<String> endings = new ArrayList<>();

    private final LiveTransport transport = new LiveTransport() {
        @Override
        public void send(String text, Done done) {
            done.sent(null);
        }

        @Override
        public void close(int status, String reason) {}
    };

    private final LiveChannel channel = new LiveChannel() {
        @Override
        public void message(String text) {}

        @Override
        public void closed(int status, String reason) {
            endings.add(status + " " + reason);
        }
    };

    private LiveConnection connection(LiveHandler handler) {
        return new LiveConnection(
                new LiveRoute("/live", Access.READ, handler),
                Map.of(),
                new Parameters(1),
                Optional.empty(),
                HttpLimits.defaults(),
                new FailureLog(),
                open);
    }

    @Test
    void tellsTheChannelOnceThatItIsClosed() {
        LiveConnection connection = connection(session -> channel);

        connection.opened(transport);
        assertEquals(1, open.get());
        connection.closed(1000, "done");
        connection.closed(1006, "again");

        assertEquals(List.of("1000 done"), endings);
        assertEquals(0, open.get());
    }

    @Test
    void tellsAChannelThatItWasLostWhileItWasOpened() {
        LiveConnection[] connection = new LiveConnection[1];
        connection[0] = connection(session -> {
            connection[0].closed(1006, "lost");
            return channel;
        });

        connection[0].opened(transport);

        assertEquals(List.of("1006 lost"), endings);
        assertEquals(0, open.get());
        assertFalse(connection[0].isOpen());
    }

    @Test
    void opensNothingThatIsLostAlready() {
        LiveConnection connection = connection(session -> {
            throw new AssertionError("opened");
        });

        connection.closed(1006, "lost");
        connection.opened(transport);

        assertEquals(0, open.get());
        assertFalse(connection.isOpen());
    }
}
