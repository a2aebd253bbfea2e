package dev.monitoring.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HorizonTest {
    private static final long START = 1_750_000_200_000L;
    private static final long HOUR = 3_600_000;

    private final Horizon horizon = new Horizon(START, 0);

    @Test
    void followsTheClock() {
        assertEquals(START + 5_000, horizon.advance(START + 5_000, nanos(5_000)));
        assertEquals(START + 50_000, horizon.advance(START + 50_000, nanos(10_000)));
    }

    @Test
    void goesOnAsIfNothingHadHappenedWhenTheClockJumpsAhead() {
        assertEquals(START + 5_000, horizon.advance(START + HOUR + 5_000, nanos(5_000)));
        assertEquals(START + 10_000, horizon.advance(START + HOUR + 10_000, nanos(10_000)));
        assertEquals(START + 15_000, horizon.advance(START + 15_000, nanos(15_000)));
    }

    @Test
    void believesAJumpThatHasLastedTenMinutes() {
        horizon.advance(START + HOUR, 0);

        assertEquals(START + 599_000, horizon.advance(START + HOUR + 599_000, nanos(599_000)));
        assertEquals(START + HOUR + 600_000, horizon.advance(START + HOUR + 600_000, nanos(600_000)));
        assertEquals(START + HOUR + 605_000, horizon.advance(START + HOUR + 605_000, nanos(605_000)));
    }

    @Test
    void followsAClockThatIsSetBackAtOnce() {
        assertEquals(START - HOUR, horizon.advance(START - HOUR, nanos(5_000)));
    }

    private static long nanos(long millis) {
        return millis * 1_000_000;
    }
}
