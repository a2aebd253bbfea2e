package dev.monitoring.collectors.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MinuteWindowTest {
    private final MinuteWindow window = new MinuteWindow(3, -5);

    @Test
    void addsUpWhatIsRecent() {
        window.record(1, at(10));
        window.record(2, at(70));
        window.record(4, at(130));

        assertEquals(7, window.sum(at(179)));
        assertEquals(4, window.max(at(179)));
    }

    @Test
    void forgetsTheOldestMinute() {
        window.record(5, at(10));
        window.record(2, at(70));

        assertEquals(5, window.max(at(179)));
        assertEquals(2, window.max(at(181)));
        assertEquals(2, window.sum(at(181)));
    }

    @Test
    void forgetsEverythingAfterASilence() {
        window.record(5, at(10));

        assertEquals(0, window.max(at(6000)));

        window.record(1, at(6000));

        assertEquals(1, window.max(at(6000)));
    }

    private static long at(int second) {
        return TimeUnit.SECONDS.toNanos(second) - 5;
    }
}
