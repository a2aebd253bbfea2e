package dev.monitoring.collectors.events;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PaceTest {
    @Test
    void letsNoMoreThroughThanItsRate() {
        Pace pace = new Pace(1_000, Clock.system());
        long begin = Clock.system().nanoTime();

        for (int i = 0; i < 600; i++) {
            pace.await();
        }

        // 100 a window, and one that was held: six windows, of which the first costs nothing
        assertTrue(Clock.system().nanoTime() - begin >= Duration.ofMillis(400).toNanos());
    }

    @Test
    void holdsNobodyWhoIsInterrupted() {
        Pace pace = new Pace(10, Clock.system());
        Thread.currentThread().interrupt();

        long begin = Clock.system().nanoTime();
        for (int i = 0; i < 100; i++) {
            pace.await();
        }

        assertTrue(Thread.interrupted());
        assertTrue(
                Clock.system().nanoTime() - begin < Duration.ofSeconds(9).toNanos(),
                "a hundred would take ten seconds");
    }
}
