package dev.monitoring.core.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FigureTextTest {
    @ParameterizedTest
    @CsvSource({
        "cpu_percent, 12.345, 12.3 %",
        "mem_bytes, 512, 512 B",
        "mem_bytes, 1536, 1.5 KiB",
        "net_bytes_per_second, 1048576, 1.0 MiB/s",
        "gc_per_second, 0.25, 0.25 /s",
        "uptime_seconds, 0, 0 s",
        "pause_seconds, 0.0123, 12.3 ms",
        "pause_seconds, 1.25, 1.3 s",
        "uptime_seconds, 3725, 1h 2m",
        "uptime_seconds, 90061, 1d 1h",
        "uptime_seconds, 31622400, 366d",
        "temperature_celsius, 41.06, 41.1 °C",
        "threads, 12345, '12,345'",
        "load, 0.5, 0.50",
        "load, NaN, –",
        "load, Infinity, –"
    })
    void writesFiguresWithTheUnitOfTheirName(String name, double value, String expected) {
        assertEquals(expected, FigureText.value(name, value));
    }

    @Test
    void leavesTheUnitOutOfTitles() {
        assertEquals("mem used", FigureText.title("mem_used_bytes"));
        assertEquals("read", FigureText.title("read_bytes_per_second"));
        assertEquals("gc pauses", FigureText.title("gc_pauses_per_second"));
    }

    @Test
    void writesSpansInTwoUnits() {
        assertEquals("0s", FigureText.span(Duration.ofSeconds(-3)));
        assertEquals("1m 5s", FigureText.span(Duration.ofSeconds(65)));
        assertEquals("2h", FigureText.span(Duration.ofSeconds(7_205)));
    }
}
