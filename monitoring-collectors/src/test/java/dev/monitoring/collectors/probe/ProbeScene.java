package dev.monitoring.collectors.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Probes of servers that a test starts, and what they say. */
@Timeout(120)
abstract class ProbeScene {
    static final ProbeCollectorFactory FACTORY = new ProbeCollectorFactory();
    static final Duration LONG = Duration.ofSeconds(20);
    static final Duration SHORT = Duration.ofMillis(500);
    static final long NOW = 1_795_176_000_000L;

    final List<AutoCloseable> opened = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    MetricCollector collector(Object... settings) {
        return keep(TestSettings.collector(FACTORY, settings).collector());
    }

    <T extends AutoCloseable> T keep(T one) {
        opened.add(0, one);
        return one;
    }

    RecordingSink good(Object... settings) throws Exception {
        RecordingSink run = run(collector(settings), LONG);
        assertEquals(Map.of(), run.missing());
        assertEquals(1, run.value("probe_success"));
        return run;
    }

    RecordingSink assertBad(String reason, Object... settings) throws Exception {
        RecordingSink run = run(collector(settings), LONG);
        assertEquals(0, run.value("probe_success"));
        assertTrue(run.missing().values().toString().contains(reason), run.missing()::toString);
        return run;
    }

    static RecordingSink run(MetricCollector collector, Duration time) throws Exception {
        RecordingSink sink = new RecordingSink();
        collector.collect(sink, Deadline.after(time, Clock.system()));
        assertEquals(List.of(), sink.faults());
        return sink;
    }
}
