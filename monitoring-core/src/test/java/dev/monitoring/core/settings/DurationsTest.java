package dev.monitoring.core.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0s, 0",
        "250ms, 250",
        "5s, 5000",
        "5m, 300000",
        "1h30m, 5400000",
        "1d, 86400000",
        "1w, 604800000",
        "1y, 31536000000",
        "1y2w3d4h5m6s7ms, 33019506007",
        "' 5s ', 5000"
    })
    void readsWhatPrometheusWrites(String text, long millis) {
        assertEquals(Duration.ofMillis(millis), Durations.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "5", "5x", "s", "-5s", "5 s", "5s5s", "5s1m", "1.5h", "5S", "PT5S", "9999999999s"})
    void saysWhatADurationLooksLike(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> Durations.parse(text))
                .getMessage();

        assertEquals("\"" + text + "\" is not a duration; use for example 500ms, 5s, 5m, 1h30m, 5d", message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"101y", "999999999y", "999999999w", "99999999d"})
    void refusesWhatOverflowsNanoseconds(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> Durations.parse(text))
                .getMessage();

        assertTrue(message.contains("longer than 100y"), message);
    }

    @ParameterizedTest
    @CsvSource({"0, 0s", "1, 1ms", "90000, 1m30s", "7776000000, 90d", "604800000, 1w", "31536000000, 1y"})
    void writesTheShortestText(long millis, String text) {
        assertEquals(text, Durations.format(Duration.ofMillis(millis)));
    }

    @Test
    void readsBackWhatItWrites() {
        long seed = 20261101;
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            Duration duration = Duration.ofMillis(random.nextLong(1L << random.nextInt(1, 40)));

            assertEquals(duration, Durations.parse(Durations.format(duration)), () -> "seed " + seed);
        }
    }
}
