package dev.monitoring.core.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.registry.CollectorHealth;
import dev.monitoring.core.registry.Registry;
import dev.monitoring.core.registry.Snapshot;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The scheduler with real threads and the machine's clock. */
@Timeout(60)
class CollectorSchedulerThreadsTest {
    private static final Family VALUE = Family.gauge("value", "A value.");
    private static final Duration INTERVAL = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofMillis(150);

    private final CountDownLatch release = new CountDownLatch(1);
    private Registry registry = new Registry();
    private CollectorScheduler scheduler =
            CollectorScheduler.builder(registry).firstTimeout(Duration.ZERO).build();
    private final Map<String, BlockingQueue<Double>> ups = new ConcurrentHashMap<>();

    CollectorSchedulerThreadsTest() {
        registry.observe("test", (source, snapshot) -> {
            for (int slot = 0; slot < snapshot.layout().size(); slot++) {
                if (snapshot.layout().sampleName(slot).equals("up")) {
                    ups(source.collector()).add(snapshot.value(slot));
                }
            }
        });
    }

    @AfterEach
    void close() {
        release.countDown();
        if (scheduler != null) {
            scheduler.close();
            registry.close();
        }
    }

    @Test
    void runsCollectorsOnNamedDaemonThreadsThatInheritNothing() throws Exception {
        InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
        inherited.set("the host's");
        ClassLoader hosts = new ClassLoader(null) {};
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        AtomicReference<String> seen = new AtomicReference<>();
        add("thread", (sink, deadline) -> {
            seen.set(inherited.get());
            threads.add(Thread.currentThread());
        });
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(hosts);
        try {
            scheduler.start();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }

        Thread thread = threads.poll(20, TimeUnit.SECONDS);
        assertTrue(thread.getName().startsWith("monitoring-collector-"));
        assertTrue(thread.isDaemon());
        assertSame(CollectorScheduler.class.getClassLoader(), thread.getContextClassLoader());
        assertNull(seen.get());
    }

    @Test
    void interruptsARunAtItsDeadlineAndSaysWhereItHung() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        add("sleeper", (sink, deadline) -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        });
        scheduler.start();

        assertTrue(interrupted.await(20, TimeUnit.SECONDS));
        assertEquals(0.0, nextUp("sleeper"));
        String error = health("sleeper").lastError().orElseThrow();
        assertTrue(error.startsWith("timed out after 150ms in "), error);
        assertTrue(error.contains("CollectorSchedulerThreadsTest"), error);
    }

    @Test
    void collectorsThatIgnoreTheirInterruptDelayNoOther() throws Exception {
        for (int i = 0; i < 5; i++) {
            add("deaf" + i, (sink, deadline) -> awaitDeaf());
        }
        add("sound", (sink, deadline) -> sink.add(VALUE, Labels.EMPTY, 1));
        scheduler.start();

        for (int i = 0; i < 10; i++) {
            assertEquals(1.0, nextUp("sound"));
        }
        for (int i = 0; i < 5; i++) {
            assertEquals(0.0, nextUp("deaf" + i));
        }
        assertEquals(5, scheduler.lostThreads());
        assertTrue(scheduler.threadCount() <= 4);
    }

    @Test
    void discardsWhatALateRunBrings() throws Exception {
        BlockingQueue<Throwable> refused = new LinkedBlockingQueue<>();
        add("late", (sink, deadline) -> {
            sink.add(VALUE, Labels.EMPTY, 1);
            awaitDeaf();
            refused.add(assertThrows(IllegalStateException.class, () -> sink.add(VALUE, Labels.of("x", "2"), 2)));
        });
        scheduler.start();
        assertEquals(0.0, nextUp("late"));

        release.countDown();

        assertTrue(refused.poll(20, TimeUnit.SECONDS).getMessage().startsWith("the run this sink belongs to is over"));
        Snapshot latest = new Snapshot();
        registry.sources().get(0).copyTo(latest);
        for (int slot = 0; slot < latest.layout().size(); slot++) {
            assertFalse(latest.layout().sampleName(slot).equals("value"));
        }
    }

    @Test
    void aRunThatEmitsWithoutEndIsEnded() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        add("endless", (sink, deadline) -> {
            try {
                for (int i = 0; ; i++) {
                    sink.add(VALUE, Labels.of("x", Integer.toString(i)), i);
                }
            } finally {
                ended.countDown();
            }
        });
        scheduler.start();

        assertTrue(ended.await(20, TimeUnit.SECONDS));
        assertEquals(0.0, nextUp("endless"));
    }

    @Test
    void anInterruptMeantForOneRunNeverHitsAnother() throws Exception {
        // Runs end right about their deadline, so that the interrupt and the end race; the sound one must never see it.
        BlockingQueue<Boolean> interrupts = new LinkedBlockingQueue<>();
        for (int i = 0; i < 2; i++) {
            add("racer" + i, (sink, deadline) -> {
                while (!deadline.hasPassed()) {
                    Thread.onSpinWait();
                }
            });
        }
        add("sound", (sink, deadline) -> {
            if (Thread.interrupted()) {
                interrupts.add(true);
            }
            sink.add(VALUE, Labels.EMPTY, 1);
        });
        scheduler.start();

        for (int i = 0; i < 20; i++) {
            assertEquals(1.0, nextUp("sound"));
        }
        assertTrue(interrupts.isEmpty());
    }

    @Test
    void neverRunsACollectorTwiceAtATimeWhateverCollectorsDo() throws Exception {
        scheduler.close();
        scheduler = CollectorScheduler.builder(registry)
                .maxBackOff(Duration.ZERO)
                .firstTimeout(Duration.ZERO)
                .build();
        long seed = new Random().nextLong();
        AtomicReference<String> wrong = new AtomicReference<>();
        AtomicBoolean calm = new AtomicBoolean();
        List<FakeCollector> collectors = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Random random = new Random(seed + i);
            AtomicInteger inside = new AtomicInteger();
            collectors.add(add("wild" + i, (sink, deadline) -> {
                if (inside.incrementAndGet() > 1) {
                    wrong.set("two runs at a time");
                }
                try {
                    if (!calm.get()) {
                        behaveBadly(random, sink);
                    }
                    sink.add(VALUE, Labels.EMPTY, 1);
                } finally {
                    inside.decrementAndGet();
                }
            }));
        }
        scheduler.start();
        for (FakeCollector each : collectors) {
            for (int i = 0; i < 4; i++) {
                nextUp(each.name());
            }
        }

        calm.set(true);
        for (FakeCollector each : collectors) {
            while (nextUp(each.name()) != 1) {
                // a run from before the calm
            }
        }

        assertNull(wrong.get(), "seed " + seed);
        assertTrue(scheduler.threadCount() <= 4, "seed " + seed);
    }

    private static void behaveBadly(Random random, MetricSink sink) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        switch (random.nextInt(6)) {
            case 0 -> throw new StackOverflowError("for the test");
            case 1 -> never.await(random.nextInt(200), TimeUnit.MILLISECONDS);
            case 2 -> awaitDeaf(never, TIMEOUT.toMillis() + random.nextInt(100));
            case 3 -> Thread.currentThread().interrupt();
            case 4 -> {
                for (int i = 0; i < 20_000; i++) {
                    sink.add(VALUE, Labels.of("x", Integer.toString(random.nextInt())), 1);
                }
            }
            default -> sink.missing("part", new IOException("for the test"));
        }
    }

    @Test
    void recoversFromOutOfMemory() throws Exception {
        AtomicReference<Boolean> greedy = new AtomicReference<>(true);
        add("greedy", (sink, deadline) -> {
            int size = greedy.getAndSet(false) ? Integer.MAX_VALUE : 1;
            sink.add(VALUE, Labels.EMPTY, new byte[size].length);
        });
        scheduler.start();

        assertEquals(0.0, nextUp("greedy"));
        assertEquals(1.0, nextUp("greedy"));
        assertTrue(health("greedy").lastError().orElseThrow().startsWith("OutOfMemoryError"));
    }

    @Test
    void closesWithinFiveSecondsThoughACollectorHangsInRunAndAnotherInClose() throws Exception {
        CountDownLatch inRun = new CountDownLatch(1);
        add("deaf", (sink, deadline) -> {
            inRun.countDown();
            awaitDeaf();
        });
        FakeCollector clinging = add("clinging", (sink, deadline) -> {});
        clinging.closing = this::awaitDeaf;
        FakeCollector sound = add("sound", (sink, deadline) -> {});
        scheduler.start();
        assertTrue(inRun.await(20, TimeUnit.SECONDS));

        long begin = Clock.system().nanoTime();
        scheduler.close();
        long millis = TimeUnit.NANOSECONDS.toMillis(Clock.system().nanoTime() - begin);

        assertTrue(millis < 5_000, millis + "ms to close");
        assertEquals(1, sound.closes.get());
        assertEquals(1, clinging.closes.get());
    }

    @Test
    void closeFreesARunThatOnlyTheCollectorsCloseCanFree() throws Exception {
        CountDownLatch inRun = new CountDownLatch(1);
        CountDownLatch freed = new CountDownLatch(1);
        FakeCollector socket = add("socket", (sink, deadline) -> {
            inRun.countDown();
            awaitDeaf();
            freed.countDown();
        });
        socket.closing = release::countDown;
        scheduler.start();
        assertTrue(inRun.await(20, TimeUnit.SECONDS));

        scheduler.close();

        assertTrue(freed.await(20, TimeUnit.SECONDS));
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        add("sound", (sink, deadline) -> sink.add(VALUE, Labels.EMPTY, 1));
        add("sleeper", (sink, deadline) -> new CountDownLatch(1).await());
        scheduler.start();
        assertEquals(1.0, nextUp("sound"));

        scheduler.close();

        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("monitoring-scheduler")
                    || thread.getName().startsWith("monitoring-coll")) {
                thread.join(10_000);
                assertFalse(thread.isAlive(), thread.getName());
            }
        }
    }

    @Test
    void keepsTheInterruptOfTheThreadThatCloses() {
        add("sound", (sink, deadline) -> {});
        scheduler.start();
        Thread.currentThread().interrupt();

        scheduler.close();

        assertTrue(Thread.interrupted());
    }

    @Test
    void aThreadThatHangsForEverKeepsNothingOfTheLibraryAlive() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch own = new CountDownLatch(1);
        WeakReference<Object> library = hangAndClose(hangs, own);

        for (int i = 0; i < 100 && library.get() != null; i++) {
            System.gc();
            hangs.await(50, TimeUnit.MILLISECONDS); // lets the collector of garbage have its turn
        }
        own.countDown();

        assertNull(library.get());
    }

    /** In a method of its own, so that no frame of the test keeps the registry. */
    private WeakReference<Object> hangAndClose(CountDownLatch hangs, CountDownLatch own) throws Exception {
        close();
        registry = new Registry();
        scheduler = CollectorScheduler.builder(registry).build();
        CountDownLatch inRun = new CountDownLatch(1);
        scheduler.add(new ScheduledCollector(
                new Deaf(inRun, own), Target.of("test", "deaf"), Duration.ofSeconds(1), Duration.ofSeconds(1)));
        scheduler.start();
        assertTrue(inRun.await(20, TimeUnit.SECONDS));
        WeakReference<Object> library = new WeakReference<>(registry);
        scheduler.close();
        scheduler = null;
        registry = null;
        assertEquals(1, hangs.getCount());
        return library;
    }

    /** A collector that hangs and refers to nothing but two latches. */
    private record Deaf(CountDownLatch entered, CountDownLatch until) implements MetricCollector {
        @Override
        public String name() {
            return "deaf";
        }

        @Override
        public void collect(MetricSink sink, Deadline deadline) {
            entered.countDown();
            awaitDeaf(until);
        }
    }

    private FakeCollector add(String name, FakeCollector.Body body) {
        FakeCollector collector = new FakeCollector(name, body);
        scheduler.add(new ScheduledCollector(collector, Target.of("test", name), INTERVAL, TIMEOUT));
        return collector;
    }

    private BlockingQueue<Double> ups(String collector) {
        return ups.computeIfAbsent(collector, absent -> new LinkedBlockingQueue<>());
    }

    private double nextUp(String collector) throws InterruptedException {
        Double up = ups(collector).poll(20, TimeUnit.SECONDS);
        assertTrue(up != null, "no run of " + collector);
        return up;
    }

    private CollectorHealth health(String collector) {
        return registry.source(collector, collector).orElseThrow().health();
    }

    private void awaitDeaf() {
        awaitDeaf(release);
    }

    private static void awaitDeaf(CountDownLatch latch, long millis) {
        long end = Clock.system().nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = end - Clock.system().nanoTime();
                left > 0;
                left = end - Clock.system().nanoTime()) {
            try {
                if (latch.await(left, TimeUnit.NANOSECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                // what this stands for does not react to interruption
            }
        }
    }

    /** Waits without reacting to interruption. */
    private static void awaitDeaf(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // what this stands for does not react to interruption
            }
        }
    }
}
