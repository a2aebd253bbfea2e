package dev.monitoring.core.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.registry.CollectorHealth;
import dev.monitoring.core.registry.CollectorHealth.State;
import dev.monitoring.core.registry.Registry;
import dev.monitoring.core.registry.SeriesLayout;
import dev.monitoring.core.registry.Snapshot;
import dev.monitoring.core.registry.Source;
import dev.monitoring.core.time.ManualClock;
import dev.monitoring.core.time.ManualEventLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The scheduler on a clock that stands still and threads that a test moves. Long because it is one thing: every rule is about
 * the same loop, and its tests share the clock, the held threads and what was published.
 */
class CollectorSchedulerTest {
    private static final Family VALUE = Family.gauge("value", "A value.");
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(4);
    private static final long TICK = 1_700_000_000_000L;
    /** So long after a tick that the first run comes at once, and each pass of an interval holds one tick, phase included. */
    private static final long START = TICK + 600;

    private final ManualClock clock = ManualClock.atEpochMillis(START);
    private final ManualEventLoop loop = new ManualEventLoop(clock);
    private final ManualWorkers workers = new ManualWorkers(loop, 3);
    private final Registry registry = new Registry();
    private final CollectorScheduler scheduler = CollectorScheduler.builder(registry)
            .clock(clock)
            .redactor(Redactor.of(List.of("s3cret-canary")))
            .driver(loop, workers)
            .build();
    private final FakeCollector collector =
            new FakeCollector("fake", (sink, deadline) -> sink.add(VALUE, Labels.EMPTY, 1));
    private final List<String> published = new ArrayList<>();

    CollectorSchedulerTest() {
        registry.observe("test", (source, snapshot) -> published.add(text(source, snapshot)));
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
    void runsAtOnceAndThenAtEachTickWithTheTicksStamp() {
        start(collector);

        pass(10);

        assertEquals(List.of("fake@0 up=1 value=1", "fake@5 up=1 value=1", "fake@10 up=1 value=1"), published);
    }

    @Test
    void showsTheHealthOfARunThatDelivered() {
        start(collector);

        CollectorHealth health = health("fake");

        assertEquals(State.UP, health.state());
        assertEquals(1, health.samples());
        assertEquals(START, health.lastSuccess().orElseThrow().toEpochMilli());
        assertEquals(TICK + 5_000, health.nextTry().orElseThrow().toEpochMilli());
        assertTrue(health.lastError().isEmpty());
    }

    @Test
    void aFailedRunLeavesUpWithZeroAndNothingElse() {
        start(collector);
        collector.body = (sink, deadline) -> {
            sink.add(VALUE, Labels.EMPTY, 2);
            throw new IOException("refused by http://me:pw@host/?s3cret-canary and s3cret-canary");
        };

        pass(5);

        assertEquals(List.of("fake@0 up=1 value=1", "fake@5 up=0"), published);
        CollectorHealth health = health("fake");
        assertEquals(State.DOWN, health.state());
        assertEquals(
                "refused by http://***@host/?*** and ***", health.lastError().orElseThrow());
        assertEquals(1, health.consecutiveFailures());
        Snapshot latest = new Snapshot();
        assertTrue(registry.sources().get(0).copyTo(latest));
        assertEquals("fake@5 up=0", text(registry.sources().get(0), latest));
    }

    @Test
    void givesTheCollectorsOwnWordForUpOnEachTick() {
        collector.upFamily = Optional.of(Family.gauge("fake_up", "Whether it is up."));
        collector.body = (sink, deadline) -> {
            throw new IOException("refused");
        };
        start(collector);
        pass(15); // tried again after 5 s, then after 10 s

        collector.body = (sink, deadline) -> sink.add(VALUE, Labels.EMPTY, 1);
        pass(20);

        assertEquals("fake@0 up=0 fake_up=0", published.get(0));
        assertEquals("fake@10 up=0 fake_up=0", published.get(2));
        assertEquals("fake@35 up=1 value=1 fake_up=1", published.get(published.size() - 1));
        assertEquals(1, health("fake").samples());
    }

    @Test
    void survivesWhateverACollectorThrows() {
        List<Error> failures = List.of(
                new OutOfMemoryError("for the test"),
                new StackOverflowError("for the test"),
                new NoClassDefFoundError("io/lettuce/Missing"),
                new ThreadDeath(),
                new AssertionError("for the test"));
        start(collector);

        for (Error failure : failures) {
            collector.body = (sink, deadline) -> {
                sink.add(VALUE, Labels.of("x", "new"), 2);
                throw failure;
            };
            pass(5);
            assertEquals(State.DOWN, health("fake").state());

            collector.body = (sink, deadline) -> sink.add(VALUE, Labels.EMPTY, 3);
            pass(5);
            assertEquals(State.UP, health("fake").state());
            assertTrue(published.get(published.size() - 1).endsWith("up=1 value=3"));
        }
    }

    @Test
    void keepsTheLastErrorAfterRecovery() {
        collector.body = (sink, deadline) -> {
            throw new IOException("refused");
        };
        start(collector);
        collector.body = (sink, deadline) -> sink.add(VALUE, Labels.EMPTY, 1);

        pass(5);

        CollectorHealth health = health("fake");
        assertEquals(State.UP, health.state());
        assertEquals("refused", health.lastError().orElseThrow());
        assertEquals(0, health.consecutiveFailures());
    }

    @Test
    void triesALastingFailureAtGrowingDistancesAndKeepsUpAtZeroMeanwhile() {
        collector.body = (sink, deadline) -> {
            throw new IOException("refused");
        };
        start(collector);
        List<Integer> triesByMinute = new ArrayList<>();
        for (int minute = 0; minute < 20; minute++) {
            int before = collector.runs.get();
            pass(60);
            triesByMinute.add(collector.runs.get() - before);
        }

        assertEquals(List.of(5, 1, 1, 0, 0, 1, 0, 0, 0, 0), triesByMinute.subList(0, 10));
        assertTrue(triesByMinute.subList(5, 20).stream()
                        .mapToInt(Integer::intValue)
                        .sum()
                <= 3);
        assertEquals(State.BACKING_OFF, health("fake").state());
        assertEquals(
                20 * 12,
                (int) published.stream().filter(line -> line.endsWith(" up=0")).count(),
                1);
        assertTrue(health("fake").nextTry().orElseThrow().toEpochMilli() > clock.epochMillis());
    }

    @Test
    void isBackAtItsIntervalAfterOneSuccess() {
        collector.body = (sink, deadline) -> {
            throw new IOException("refused");
        };
        start(collector);
        pass(600);
        collector.body = (sink, deadline) -> sink.add(VALUE, Labels.EMPTY, 1);
        pass(300);
        assertEquals(State.UP, health("fake").state());
        int before = collector.runs.get();

        pass(60);

        assertEquals(12, collector.runs.get() - before);
    }

    @Test
    void aRunThatHangsFailsAtItsDeadlineAndIsNotBegunAgainBesideItself() {
        workers.holding = true;
        start(collector);

        pass(4);
        assertEquals(List.of("fake@0 up=0"), published);
        CollectorHealth health = health("fake");
        assertEquals(State.DOWN, health.state());
        assertTrue(health.lastError().orElseThrow().startsWith("timed out after 4000ms"));

        pass(60);
        assertEquals(1, workers.held.size());
        assertEquals(13, published.size());
        assertTrue(published.stream().allMatch(line -> line.endsWith(" up=0")));

        workers.holding = false;
        workers.release();
        pass(5);
        assertEquals(State.UP, health("fake").state());
        assertEquals(1, collector.runs.get());
    }

    @Test
    void soundCollectorsKeepTheirPaceBesideManyThatHang() {
        FakeCollector sound = new FakeCollector("sound", (sink, deadline) -> sink.add(VALUE, Labels.EMPTY, 1));
        scheduler.add(scheduled(sound, "sound"));
        scheduler.start();
        workers.holding = true;
        for (int i = 0; i < 7; i++) {
            scheduler.add(scheduled(new FakeCollector("hung", (sink, deadline) -> {}), "hung" + i));
        }

        for (int tick = 0; tick < 40; tick++) {
            pass(5);
            releaseAll("sound");
        }

        assertEquals(40, sound.runs.get(), 1);
        assertEquals(7, scheduler.lostThreads());
        assertEquals(
                7,
                registry.sources().stream()
                        .filter(source -> source.collector().equals("hung"))
                        .filter(source -> source.health().state() == State.DOWN)
                        .count());
    }

    @Test
    void collectorsOfOneServerThatBeginsToHangTakeNoThreadFromOthers() {
        List<Long> begun = new ArrayList<>();
        FakeCollector sound = new FakeCollector("sound", (sink, deadline) -> begun.add(clock.epochMillis()));
        Duration second = Duration.ofSeconds(1);
        scheduler.add(new ScheduledCollector(sound, Target.of("fake", "sound"), second, second));
        for (int i = 0; i < 6; i++) {
            scheduler.add(scheduled(new FakeCollector("hung", (sink, deadline) -> {}), "hung" + i));
        }
        scheduler.start();
        pass(10);

        workers.holding = true;
        begun.clear();
        for (int step = 0; step < 2_000; step++) {
            pass(0.01);
            releaseAll("sound");
        }

        assertEquals(20, begun.size());
        for (int i = 1; i < begun.size(); i++) {
            assertEquals(1_000L * i, begun.get(i) - begun.get(0), 100.0, begun::toString);
        }
        assertEquals(6, scheduler.lostThreads());
        assertEquals(6, workers.held.size(), "a thread for each");
    }

    @Test
    void boundsTheThreadsItGivesUp() {
        workers.holding = true;
        for (int i = 0; i < 20; i++) {
            scheduler.add(scheduled(new FakeCollector("hung", (sink, deadline) -> {}), "hung" + i));
        }
        scheduler.start();

        pass(600);

        assertEquals(CollectorScheduler.MAX_LOST, scheduler.lostThreads());
        assertTrue(workers.held.size() <= CollectorScheduler.MAX_LOST + 3);
    }

    @Test
    void skipsAndCountsTicksThatFindTheCollectorWaitingForAThread() {
        workers.holding = true;
        scheduler.add(scheduled(new FakeCollector("a", (sink, deadline) -> {}), "a"));
        scheduler.add(scheduled(new FakeCollector("b", (sink, deadline) -> {}), "b"));
        scheduler.add(new ScheduledCollector(
                collector, Target.of("fake", "c"), Duration.ofSeconds(1), Duration.ofSeconds(1)));
        scheduler.start();

        pass(3);
        workers.holding = false;
        workers.release();

        assertEquals(1, collector.runs.get());
        assertEquals("fake@3 up=1 value=1", published.get(published.size() - 1));
        assertEquals(3, task("c").counts().skippedTicks());
    }

    @Test
    void runsEarlyWhenEventsAskForItAtMostOnceASecond() {
        AtomicReference<PushCollector.EventFeed> feed = new AtomicReference<>();
        collector.start = feed::set;
        start(collector);

        pass(2.5);
        for (int i = 0; i < 100; i++) {
            feed.get().changed();
        }
        pass(0.1);
        for (int i = 0; i < 100; i++) {
            feed.get().changed();
            pass(0.01);
        }
        pass(4);

        assertEquals(
                List.of("fake@0 up=1 value=1", "fake@3.1 up=1 value=1", "fake@4.1 up=1 value=1", "fake@5 up=1 value=1"),
                published.subList(0, 4));
        assertEquals(1, collector.starts.get());
    }

    @Test
    void aTickTakesNoHarmFromAnEarlyRun() {
        AtomicReference<PushCollector.EventFeed> feed = new AtomicReference<>();
        collector.start = feed::set;
        start(collector);
        workers.holding = true;
        pass(4);
        feed.get().changed();
        pass(1);
        feed.get().changed();

        workers.holding = false;
        workers.release();
        pass(5);

        assertEquals(
                List.of("fake@0 up=1 value=1", "fake@4.6 up=1 value=1", "fake@5 up=1 value=1"),
                published.subList(0, 3));
        assertEquals(0, task("a").counts().skippedTicks());
    }

    @Test
    void eventsDoNotHurryATargetThatIsBackedOff() {
        AtomicReference<PushCollector.EventFeed> feed = new AtomicReference<>();
        collector.start = feed::set;
        collector.body = (sink, deadline) -> {
            throw new IOException("refused");
        };
        start(collector);
        pass(120);
        int before = collector.runs.get();

        feed.get().changed();
        pass(1);

        assertEquals(before, collector.runs.get());
    }

    @Test
    void startsAPushCollectorAgainUntilItStarts() {
        collector.start = feed -> {
            if (collector.starts.get() < 3) {
                throw new IOException("not yet");
            }
        };
        start(collector);

        pass(10);

        assertEquals(3, collector.starts.get());
        assertEquals(1, collector.runs.get());
        assertEquals(List.of("fake@0 up=0", "fake@5 up=0", "fake@10 up=1 value=1"), published);
    }

    @Test
    void closesAndStartsAPushCollectorAnewThatLostItsConnection() {
        start(collector);
        collector.body = (sink, deadline) -> {
            throw new IOException("connection lost");
        };
        collector.closing = () -> {
            throw new IllegalStateException("closing fails as well");
        };
        pass(5);
        assertEquals(1, collector.closes.get());
        assertEquals(
                "connection lost; closing failed too: closing fails as well",
                health("fake").lastError().orElseThrow());
        collector.closing = () -> {};
        collector.body = (sink, deadline) -> sink.add(VALUE, Labels.EMPTY, 1);

        pass(5);

        assertEquals(2, collector.starts.get());
        assertEquals(State.UP, health("fake").state());
    }

    @Test
    void saysWhatIsMissingFromARunThatDeliversInPart() {
        collector.body = (sink, deadline) -> {
            sink.add(VALUE, Labels.EMPTY, 1);
            sink.add(VALUE, Labels.EMPTY, 2);
            sink.missing("slowlog", new IOException("NOPERM"));
        };
        start(collector);

        CollectorHealth health = health("fake");

        assertEquals(State.PARTIAL, health.state());
        assertTrue(health.lastError().orElseThrow().startsWith("slowlog: NOPERM; 1 samples of series given before"));
        assertEquals(List.of("fake@0 up=1 value=1"), published);
    }

    @Test
    void aFloodOfAMillionLabelValuesIsCutAtTheLimit() {
        collector.body = (sink, deadline) -> {
            for (int i = 0; i < 1_000_000; i++) {
                sink.add(VALUE, Labels.of("x", Integer.toString(i)), i);
            }
        };
        start(collector);

        assertEquals(State.PARTIAL, health("fake").state());
        assertEquals(ScheduledCollector.DEFAULT_SAMPLE_LIMIT, health("fake").samples());
        assertTrue(health("fake").lastError().orElseThrow().startsWith("990000 samples beyond the limit of 10000"));
    }

    @Test
    void keepsItsPaceWhenTheClockJumpsBackAndForth() {
        start(collector);
        for (int jump = 0; jump < 20; jump++) {
            int before = collector.runs.get();
            clock.jump(Duration.ofHours(jump % 2 == 0 ? 1 : -1));
            pass(60);
            assertEquals(12, collector.runs.get() - before, 1, "after jump " + jump);
        }
    }

    @Test
    void doesNotCatchUpAfterAPause() {
        start(collector);

        clock.advance(Duration.ofMinutes(10));
        pass(0);

        assertEquals(2, collector.runs.get());
        assertEquals(119, (int) task("a").counts().skippedTicks(), 1);
    }

    @Test
    void reportsASecondCollectorOfATargetApart() {
        scheduler.add(scheduled(collector, "a"));
        scheduler.add(new ScheduledCollector(
                new FakeCollector("other", (sink, deadline) -> {}), Target.of("fake", "a"), INTERVAL, TIMEOUT));
        scheduler.start();

        Snapshot second = new Snapshot();
        registry.sources().get(1).copyTo(second);

        assertEquals(
                "up{collector=\"other\", instance=\"a\", job=\"fake\"}",
                second.layout().series(0).toString());
    }

    @Test
    void takesCollectorsAfterTheStart() {
        scheduler.start();

        scheduler.add(scheduled(collector, "a"));

        assertEquals(1, collector.runs.get());
        assertThrows(IllegalStateException.class, scheduler::start);
    }

    @Test
    void closesEachCollectorOnceAndRunsNoneAfterwards() {
        start(collector);
        FakeCollector late = new FakeCollector("late", (sink, deadline) -> {});

        scheduler.close();
        scheduler.close();
        scheduler.add(scheduled(late, "late"));
        pass(60);

        assertEquals(1, collector.closes.get());
        assertEquals(1, collector.runs.get());
        assertEquals(1, late.closes.get());
        assertEquals(0, late.runs.get());
    }

    @Test
    void closesCollectorsThatNeverRan() {
        scheduler.add(scheduled(collector, "a"));

        scheduler.close();

        assertEquals(1, collector.closes.get());
        assertEquals(0, collector.runs.get());
    }

    @Test
    void saysHowItIsDoing() {
        SelfMetrics self = new SelfMetrics();
        self.add("scheduler", scheduler.metrics());
        self.add("broken", sink -> {
            throw new IllegalStateException("for the test");
        });
        scheduler.add(scheduled(collector, "a"));
        scheduler.add(scheduled(self, "self"));
        scheduler.start();

        pass(5);

        Snapshot latest = new Snapshot();
        registry.source(SelfMetrics.NAME, "self").orElseThrow().copyTo(latest);
        assertEquals(
                2, value(latest, "monitoring_collector_runs_total{collector=\"fake\", result=\"ok\", target=\"a\"}"));
        assertEquals(0, value(latest, "monitoring_collector_backing_off{collector=\"fake\", target=\"a\"}"));
        assertEquals(4, value(latest, "monitoring_scheduler_threads{}"));
        assertEquals(0, value(latest, "monitoring_observer_failures_total{observer=\"test\"}"));
        assertEquals(
                "broken: for the test", health(SelfMetrics.NAME).lastError().orElseThrow());
    }

    private void start(FakeCollector first) {
        scheduler.add(scheduled(first, "a"));
        scheduler.start();
    }

    private static ScheduledCollector scheduled(MetricCollector collector, String instance) {
        return new ScheduledCollector(collector, Target.of("fake", instance), INTERVAL, TIMEOUT);
    }

    /** Lets seconds pass. */
    private void pass(double seconds) {
        loop.advance(Duration.ofNanos(Math.round(seconds * 1e9)));
    }

    /** Lets held runs of one collector end, and holds the others. */
    private void releaseAll(String collectorName) {
        for (CollectorTask task : scheduler.tasks()) {
            if (task.collector().name().equals(collectorName) && workers.held.remove(task.job())) {
                workers.held.add(0, task.job());
                workers.release();
            }
        }
    }

    private CollectorTask task(String instance) {
        return scheduler.tasks().stream()
                .filter(task -> task.feed().source().target().instance().equals(instance))
                .findFirst()
                .orElseThrow();
    }

    private CollectorHealth health(String collectorName) {
        return registry.sources().stream()
                .filter(source -> source.collector().equals(collectorName))
                .findFirst()
                .orElseThrow()
                .health();
    }

    private static double value(Snapshot snapshot, String series) {
        SeriesLayout layout = snapshot.layout();
        for (int slot = 0; slot < layout.size(); slot++) {
            if ((layout.sampleName(slot) + layout.labels(slot)).equals(series)) {
                assertFalse(snapshot.isAbsent(slot));
                return snapshot.value(slot);
            }
        }
        throw new AssertionError(series + " is not there");
    }

    /** A snapshot as {@code collector@secondsSinceStart up=1 value=1}, without the rest of the report. */
    private static String text(Source source, Snapshot snapshot) {
        double seconds = (snapshot.timestampMillis() - TICK) / 1e3;
        StringBuilder text = new StringBuilder(source.collector()).append('@').append(number(seconds));
        SeriesLayout layout = snapshot.layout();
        StringBuilder own = new StringBuilder();
        for (int slot = 0; slot < layout.size(); slot++) {
            String name = layout.sampleName(slot);
            if (!snapshot.isAbsent(slot) && !name.startsWith("scrape_")) {
                (name.equals("up") ? text : own)
                        .append(' ')
                        .append(name)
                        .append('=')
                        .append(number(snapshot.value(slot)));
            }
        }
        return text.append(own).toString();
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
