package dev.monitoring.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.collect.ManualScheduler;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.query.QueryConfig;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.registry.Registry;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.series.SampleBuffer;
import dev.monitoring.core.series.Series;
import dev.monitoring.core.store.RingBufferStore;
import dev.monitoring.core.store.StoreConfig;
import dev.monitoring.core.time.Deadline;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A wall clock that is set back and ahead by an hour, from the scheduler through the history to a query. */
class ClockStepTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final long INTERVAL = 5_000;
    private static final long START = 1_750_000_000_000L + 600;
    private static final Family TICKS = Family.counter("ticks_total", "Runs so far.");

    private final ManualClock clock = ManualClock.atEpochMillis(START);
    private final RingBufferStore store =
            RingBufferStore.create(StoreConfig.builder().build(), clock);
    private final QueryEngine queries = new QueryEngine(store, clock, QueryConfig.defaults());
    private final Registry registry = new Registry();
    private final ManualScheduler scheduler = new ManualScheduler(registry, clock);
    private final SampleBuffer samples = new SampleBuffer();

    ClockStepTest() {
        registry.observe("history", new StoreFeed(store, clock));
        scheduler
                .scheduler()
                .add(ScheduledCollector.every(Duration.ofMillis(INTERVAL), new Ticks(), Target.of("test", "here")));
        scheduler.scheduler().start();
    }

    @AfterEach
    void close() {
        scheduler.close();
        registry.close();
        store.close();
    }

    @Test
    void theHistoryGoesOnWhenTheClockIsSetBackAnHour() {
        scheduler.pass(Duration.ofMinutes(20));

        clock.jump(HOUR.negated());
        watch(Duration.ofMinutes(20));

        readAll();
        assertTrue(samples.size() >= 40 * 12, () -> "samples: " + samples.size());
        assertOnTheGridWithoutGap();
        assertTrue(clock.epochMillis() - samples.timestamps()[samples.size() - 1] <= INTERVAL + 1_000);
    }

    @Test
    void theHistoryGoesOnWhenTheClockIsSetBackAnHourAndComesBack() {
        for (int i = 0; i < 6; i++) {
            watch(Duration.ofMinutes(7));
            clock.jump(i % 2 == 0 ? HOUR.negated() : HOUR);
        }
        watch(Duration.ofMinutes(7));

        readAll();
        assertOnTheGridWithoutGap();
        assertTrue(samples.size() >= 49 * 12 - 6, () -> "samples: " + samples.size());
    }

    @Test
    void theHistoryGoesOnWhenTheClockIsSetAheadAnHourAndComesBack() {
        for (int i = 0; i < 6; i++) {
            scheduler.pass(Duration.ofMinutes(7));
            clock.jump(i % 2 == 0 ? HOUR : HOUR.negated());
        }
        scheduler.pass(Duration.ofMinutes(7));

        readAll();
        long sampled = samples.size() + store.statistics().discardedSamplesTotal();
        assertTrue(sampled >= 49 * 12 - 6, () -> "samples, and those dropped: " + sampled);
        assertTrue(clock.epochMillis() - samples.timestamps()[samples.size() - 1] <= INTERVAL + 1_000);
        assertTrue(rate() > 0.15, () -> "rate " + rate());
    }

    @Test
    void noStepOfTheClockMakesTheHistoryRefuseSamples() {
        for (int seconds : new int[] {-1, 2, -4, 6, -9, -31, 45, -600, 700, -3_600, 3_600, 86_400, -86_400}) {
            scheduler.pass(Duration.ofMinutes(3));
            clock.jump(Duration.ofSeconds(seconds));
        }
        scheduler.pass(Duration.ofMinutes(3));

        store.statistics().outcomesTotal().forEach((outcome, count) -> {
            if (outcome != Appender.Outcome.ACCEPTED) {
                assertEquals(0, count, outcome.toString());
            }
        });
    }

    /** Lets time pass, and asks for the rate each minute: it is that of a counter that goes on. */
    private void watch(Duration duration) {
        for (long minute = 0; minute < duration.toMinutes(); minute++) {
            scheduler.pass(Duration.ofMinutes(1));
            if (store.statistics().samples() > 6 * 12 * 6) {
                assertEquals(0.2, rate(), 0.02);
            }
        }
    }

    private double rate() {
        var answer = queries.query("rate(ticks_total[5m])").at(Instant.ofEpochMilli(clock.epochMillis()));
        return ((VectorValue) answer.value()).samples().get(0).value();
    }

    private void readAll() {
        List<Series> series =
                store.select(List.of(Matcher.of("__name__", Matcher.Operator.EQUAL, "ticks_total")), 0, Long.MAX_VALUE);
        assertEquals(1, series.size());
        series.get(0).read(0, Long.MAX_VALUE, samples);
    }

    private void assertOnTheGridWithoutGap() {
        for (int i = 0; i < samples.size(); i++) {
            assertEquals(0, samples.timestamps()[i] % INTERVAL);
            if (i > 0) {
                long step = samples.timestamps()[i] - samples.timestamps()[i - 1];
                assertTrue(step > 0 && step <= 2 * INTERVAL, "step of " + step + " ms");
                assertEquals(samples.values()[i - 1] + 1, samples.values()[i]);
            }
        }
    }

    private static final class Ticks implements MetricCollector {
        private int ticks;

        @Override
        public String name() {
            return "ticks";
        }

        @Override
        public void collect(MetricSink sink, Deadline deadline) {
            sink.add(TICKS, Labels.EMPTY, ++ticks);
        }
    }
}
