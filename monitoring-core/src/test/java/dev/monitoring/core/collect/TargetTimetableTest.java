package dev.monitoring.core.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TargetTimetableTest {
    private static final CollectorContext CONTEXT =
            new CollectorContext(Clock.system(), Duration.ofSeconds(5), Duration.ofSeconds(2), "host");

    @Test
    void keepsTheCollectorsTimetableUnlessTheTargetHasItsOwn() {
        assertTimes(5_000, 2_000, settings());
        assertTimes(60_000, 5_000, settings("interval", "1m"));
        assertTimes(1_000, 800, settings("interval", "1s"));
        assertTimes(60_000, 30_000, settings("interval", "1m", "timeout", "30s"));
    }

    @Test
    void keepsAtLeastTheShortestIntervalUnlessTheTargetNamesOne() {
        Duration minute = Duration.ofMinutes(1);

        assertEquals(minute, TargetTimetable.read(settings(), CONTEXT, minute).interval());
        assertEquals(
                Duration.ofSeconds(7),
                TargetTimetable.read(settings("interval", "7s"), CONTEXT, minute)
                        .interval());
    }

    @Test
    void findsATimeoutThatIsLongerThanTheInterval() {
        Settings settings = settings("timeout", "6s");

        assertTimes(5_000, 2_000, settings);

        assertEquals(
                "code: t.timeout: a run of 6000ms would still go on at the next tick, 5000ms later; use at most the"
                        + " interval",
                settings.faults().get(0).toString());
    }

    private static void assertTimes(long intervalMillis, long timeoutMillis, Settings settings) {
        CollectorContext context = TargetTimetable.read(settings, CONTEXT, Duration.ZERO);
        assertEquals(intervalMillis, context.interval().toMillis());
        assertEquals(timeoutMillis, context.timeout().toMillis());
    }

    private static Settings settings(String... keysAndValues) {
        Map<String, Settings.Value> values = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put("t." + keysAndValues[i], new Settings.Value(keysAndValues[i + 1], Origin.CODE));
        }
        return Settings.of(values, "t");
    }
}
