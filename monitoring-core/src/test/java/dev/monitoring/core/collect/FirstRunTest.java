package dev.monitoring.core.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.registry.CollectorHealth;
import dev.monitoring.core.registry.CollectorHealth.State;
import dev.monitoring.core.registry.Registry;
import dev.monitoring.core.time.ManualClock;
import dev.monitoring.core.time.ManualEventLoop;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The first run of a collector, which loads classes, at an interval too short for that. */
class FirstRunTest {
    private static final Family VALUE = Family.gauge("value", "A value.");

    private final ManualClock clock = ManualClock.atEpochMillis(1_700_000_000_100L);
    private final ManualEventLoop loop = new ManualEventLoop(clock);
    private final ManualWorkers workers = new ManualWorkers(loop, 3);
    private final Registry registry = new Registry();
    private final CollectorScheduler scheduler = CollectorScheduler.builder(registry)
            .clock(clock)
            .driver(loop, workers)
            .build();
    private final FakeCollector collector =
            new FakeCollector("fake", (sink, deadline) -> sink.add(VALUE, Labels.EMPTY, 1));

    @BeforeEach
    void start() {
        workers.holding = true;
        scheduler.add(ScheduledCollector.every(Duration.ofSeconds(1), collector, Target.of("fake", "a")));
        scheduler.start();
    }

    @AfterEach
    void close() {
        workers.holding = false;
        while (!workers.held.isEmpty()) {
            workers.release();
        }
        scheduler.close();
    }

    @Test
    void mayTakeLongerThanOthers() {
        pass(3_000);
        assertEquals(State.STARTING, health().state());

        workers.release();
        pass(100);

        assertEquals(State.UP, health().state());
        assertTrue(health().lastError().isEmpty(), health()::toString);
    }

    @Test
    void failsWhereItTakesTooLongAllTheSame() {
        pass(6_000);

        assertEquals(State.DOWN, health().state());
        assertTrue(health().lastError().orElseThrow().startsWith("timed out after 4000ms"), health()::toString);
    }

    @Test
    void givesNoMoreTimeToTheNext() {
        pass(3_000);
        workers.release();

        pass(2_500);

        assertEquals(State.DOWN, health().state());
        assertTrue(health().lastError().orElseThrow().startsWith("timed out after 800ms"), health()::toString);
    }

    private void pass(long millis) {
        loop.advance(Duration.ofMillis(millis));
    }

    private CollectorHealth health() {
        return registry.sources().get(0).health();
    }
}
