package dev.monitoring.collectors.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1795255200.25",
                "1795255200250",
                "1795255200250000",
                "1795255200250000000",
                " 1.79525520025e9 ",
                "2026-11-21T10:00:00.25Z",
                "2026-11-21T10:00:00.250",
                "2026-11-21 10:00:00.25",
                "2026-11-21T11:00:00.25+01:00",
                "2026-11-21T11:00:00.250000+0100",
                "2026-11-21t08:00:00.25-02"
            })
    void readsAllUsualForms(String text) {
        assertEquals(1_795_255_200.25, EventTimes.parse(text).orElseThrow(), 1e-6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "12",
                "-1795255200",
                "NaN",
                "Infinity",
                "1795255200d",
                "1e400",
                "99999999999999999999999",
                "1969-07-20T20:17:40Z",
                "2026-13-01T00:00:00Z",
                "2026-11-21",
                "10:00:00"
            })
    void refusesWhatIsNoTimeOfThisCentury(String text) {
        assertTrue(EventTimes.parse(text).isEmpty(), text);
    }

    @Test
    void refusesLongTexts() {
        assertTrue(EventTimes.parse("1795255200." + "0".repeat(100)).isEmpty());
        assertTrue(EventTimes.parseDuration("latency", "1." + "0".repeat(100)).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "latency,1.5,1.5",
        "latency_seconds,2,2",
        "latency_ms,1500,1.5",
        "latencyMs,1500,1.5",
        "meta.took_millis,1500,1.5",
        "latency_us,1500000,1.5",
        "latency_ms,-3000,-3"
    })
    void tellsTheUnitByTheName(String name, String text, double seconds) {
        assertEquals(seconds, EventTimes.parseDuration(name, text).orElseThrow(), 1e-9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "NaN", "1e999", "PT1S", "true"})
    void refusesWhatIsNoLengthOfTime(String text) {
        assertTrue(EventTimes.parseDuration("latency", text).isEmpty(), text);
    }
}
