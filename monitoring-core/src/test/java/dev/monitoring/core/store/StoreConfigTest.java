package dev.monitoring.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StoreConfigTest {
    @Test
    void hasTheDocumentedDefaults() {
        StoreConfig config = StoreConfig.builder().build();

        assertEquals(
                new StoreConfig(
                        Duration.ofMinutes(60), Duration.ofSeconds(5), 64 << 20, 20_000, 2_000, Duration.ofMinutes(10)),
                config);
    }

    @Test
    void refusesARetentionShorterThanTwoIntervals() {
        StoreConfig.Builder builder =
                StoreConfig.builder().retention(Duration.ofSeconds(90)).interval(Duration.ofSeconds(60));

        Exception fault = assertThrows(IllegalArgumentException.class, builder::build);

        assertEquals(
                "retention 1m30s is shorter than two collection intervals (1m each); set monitoring.history.retention"
                        + " to at least 2m",
                fault.getMessage());
    }

    @Test
    void namesEveryFaultAtOnce() {
        StoreConfig.Builder builder = StoreConfig.builder()
                .interval(Duration.ZERO)
                .maxBytes(100)
                .maxSeries(0)
                .maxSeriesPerFamily(-1)
                .futureTolerance(Duration.ofSeconds(-5));

        Exception fault = assertThrows(IllegalArgumentException.class, builder::build);

        assertEquals("""
                interval 0s is shorter than a millisecond; set monitoring.interval to at least 100ms
                max-memory 100 bytes is less than 1MiB; set monitoring.history.max-memory to at least that, or leave it \
                at 64MiB
                max-series 0 lets no series exist; set monitoring.history.max-series to at least 1
                max-series-per-family -1 lets no series exist; set monitoring.history.max-series-per-family to at least 1
                future tolerance -5s is negative; it says how far ahead of the clock a sample may be, so use 0s or more""", fault.getMessage());
    }
}
