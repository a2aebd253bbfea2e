package dev.monitoring.collectors.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.monitoring.collectors.CountingSink;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Lets the line between a collector and its server go bad in each way, and mend. */
public final class LineFaults {
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration ENOUGH = Duration.ofSeconds(10);

    private LineFaults() {}

    /**
     * Checks that each fault fails a run before long, with a reason that tells no secret, and that the next run after it
     * delivers.
     */
    public static void survive(FaultyProxy line, MetricCollector collector, String secret) throws Exception {
        Map<String, Runnable> faults = new LinkedHashMap<>();
        faults.put("a server that takes the connection and says nothing", line::stall);
        faults.put("a byte a second", () -> line.trickle(1));
        faults.put("garbage", () -> line.answer("\u0000\u0001garbage\u0007\r\n\r\n"));
        faults.put("another protocol", () -> line.answer("-ERR unknown command 'GET'\r\n"));
        faults.put("a connection half closed", line::halfClose);
        collector.collect(new CountingSink(), Deadline.after(ENOUGH, Clock.system()));
        for (Map.Entry<String, Runnable> fault : faults.entrySet()) {
            fault.getValue().run();

            Exception failure = assertThrows(
                    Exception.class,
                    () -> collector.collect(new CountingSink(), Deadline.after(SHORT, Clock.system())),
                    fault.getKey());
            assertFalse(failure.toString().contains(secret), fault.getKey());

            line.pass();
            collector.collect(new CountingSink(), Deadline.after(ENOUGH, Clock.system()));
        }
        line.cut();
        collector.collect(new CountingSink(), Deadline.after(ENOUGH, Clock.system()));
    }
}
