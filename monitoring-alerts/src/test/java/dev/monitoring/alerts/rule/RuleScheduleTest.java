package dev.monitoring.alerts.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.query.QueryConfig;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.QueryOptions;
import dev.monitoring.core.store.RingBufferStore;
import dev.monitoring.core.store.StoreConfig;
import dev.monitoring.core.time.ManualClock;
import dev.monitoring.core.time.ManualEventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RuleScheduleTest {
    private static final long START = 1_700_000_000_123L;

    private final ManualClock clock = ManualClock.atEpochMillis(START);
    private final ManualEventLoop loop = new ManualEventLoop(clock);
    private final RingBufferStore store =
            RingBufferStore.create(StoreConfig.builder().build(), clock);
    private final List<Long> moments = new ArrayList<>();
    private final RuleEngine engine = new RuleEngine(
            new QueryEngine(store, clock, QueryConfig.defaults()),
            store,
            clock,
            (rule, templates, labels, value, time) -> templates,
            (group, rule, time, alerts) -> moments.add(time),
            QueryOptions.none());

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void evaluatesAtTheSameMomentsOfEveryInterval() {
        schedule(Runnable::run, "5s");

        loop.advance(Duration.ofSeconds(25));

        assertEquals(5, moments.size());
        long offset = Math.floorMod(moments.get(0), 5_000L);
        assertTrue(moments.get(0) > START && moments.get(0) <= START + 5_000, moments::toString);
        for (int i = 1; i < moments.size(); i++) {
            assertEquals(5_000, moments.get(i) - moments.get(i - 1));
            assertEquals(offset, Math.floorMod(moments.get(i), 5_000L));
        }
    }

    @Test
    void leavesOutAndCountsMomentsThatPassWhileOneIsEvaluated() {
        Deque<Runnable> waiting = new ArrayDeque<>();
        schedule(waiting::add, "5s");
        loop.advance(Duration.ofSeconds(5));
        Runnable first = waiting.remove();

        loop.advance(Duration.ofSeconds(15));
        assertTrue(waiting.isEmpty());
        first.run();
        loop.advance(Duration.ofSeconds(5));
        waiting.remove().run();

        GroupStatus status = engine.status().get(0);
        assertEquals(2, status.evaluations());
        assertEquals(3, status.missed());
    }

    @Test
    void doesNotCatchUpAfterAStandstill() {
        schedule(Runnable::run, "5s");
        loop.advance(Duration.ofSeconds(6));
        int before = moments.size();

        clock.advance(Duration.ofMinutes(10)); // the process was stopped
        loop.advance(Duration.ofSeconds(5));

        assertTrue(moments.size() - before <= 2, moments::toString);
        assertTrue(
                engine.status().get(0).missed() >= 118,
                () -> "missed " + engine.status().get(0).missed());
    }

    @Test
    void goesOnAtOnceWhereTheWallClockIsSetBack() {
        schedule(Runnable::run, "5s");
        loop.advance(Duration.ofSeconds(11));
        int before = moments.size();

        clock.jump(Duration.ofHours(-1));
        loop.advance(Duration.ofSeconds(10));

        assertTrue(moments.size() - before >= 1, moments::toString);
        assertTrue(moments.get(moments.size() - 1) < START, moments::toString);
        assertEquals(0, engine.status().get(0).missed());
    }

    @Test
    void takesInNewGroups() {
        RuleSchedule schedule = schedule(Runnable::run, "5s");
        loop.advance(Duration.ofSeconds(5));

        engine.replace(List.of(
                group("5s", "5s"), RuleGroup.of("second", Duration.ofSeconds(1), AlertRule.of("B", "vector(1)"))));
        schedule.refresh();
        int before = moments.size();
        loop.advance(Duration.ofSeconds(10));

        assertEquals(12, moments.size() - before);
    }

    @Test
    void beginsNothingOnceClosed() {
        RuleSchedule schedule = schedule(Runnable::run, "5s");
        schedule.close();

        loop.advance(Duration.ofMinutes(1));

        assertEquals(List.of(), moments);
    }

    private RuleSchedule schedule(Executor workers, String name) {
        engine.replace(List.of(group(name, "5s")));
        return new RuleSchedule(engine, clock, loop, workers);
    }

    private static RuleGroup group(String name, String interval) {
        return RuleGroup.of(
                name, dev.monitoring.core.settings.Durations.parse(interval), AlertRule.of("A", "vector(1)"));
    }
}
