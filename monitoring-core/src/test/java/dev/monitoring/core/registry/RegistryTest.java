package dev.monitoring.core.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryTest {
    private static final Target REDIS = Target.of("redis", "localhost:6379");
    private static final Family KEYS = Family.gauge("redis_db_keys", "Keys.");

    private final Registry registry = new Registry();
    private final SourceFeed feed = registry.add("redis", REDIS);
    private final SeriesLayout oneSlot = layout("0");

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void findsASourceByCollectorAndInstance() {
        registry.add("redis", Target.of("redis", "other:6379"));

        Source found = registry.source("redis", "localhost:6379").orElseThrow();

        assertSame(feed.source(), found);
        assertEquals(2, registry.sources().size());
        assertTrue(registry.source("postgres", "localhost:6379").isEmpty());
    }

    @Test
    void hasNoSnapshotBeforeTheFirstRun() {
        Snapshot into = new Snapshot();

        assertFalse(feed.source().copyTo(into));
        assertEquals(CollectorHealth.State.STARTING, feed.source().health().state());
    }

    @Test
    void keepsACopyOfTheLatestSnapshot() {
        Snapshot published = snapshot(oneSlot, 5_000, 1);
        feed.publish(published, CollectorHealth.starting());
        published.set(0, 99);

        Snapshot into = new Snapshot();

        assertTrue(feed.source().copyTo(into));
        assertEquals(1, into.value(0));
        assertEquals(5_000, into.timestampMillis());
    }

    @Test
    void tellsADirectObserverOnThePublishingThreadWithThePublishersSnapshot() {
        List<Object> told = new ArrayList<>();
        registry.observe("test", (source, snapshot) -> {
            told.add(Thread.currentThread());
            told.add(source);
            told.add(snapshot);
        });
        Snapshot published = snapshot(oneSlot, 5_000, 1);

        feed.publish(published, CollectorHealth.starting());

        assertEquals(List.of(Thread.currentThread(), feed.source(), published), told);
    }

    @Test
    void saysWhichSeriesLeftTheLayoutBeforeTheFirstSnapshotWithoutThem() {
        List<String> told = new ArrayList<>();
        registry.observe("test", new SnapshotObserver() {
            @Override
            public void snapshot(Source source, Snapshot snapshot) {
                told.add("snapshot of " + snapshot.layout().size());
            }

            @Override
            public void ended(Source source, SeriesLayout layout, BitSet slots, long timestampMillis) {
                told.add("ended " + slots + " of " + layout.size() + " at " + timestampMillis);
            }
        });

        feed.publish(snapshot(layout("0", "1", "2"), 5_000, 1), CollectorHealth.starting());
        feed.publish(snapshot(layout("1", "3"), 10_000, 1), CollectorHealth.starting());
        feed.publish(snapshot(layout("3", "1"), 15_000, 1), CollectorHealth.starting());

        assertEquals(List.of("snapshot of 3", "ended {0, 2} of 3 at 10000", "snapshot of 2", "snapshot of 2"), told);
    }

    @Test
    void oneObserverThatThrowsAnErrorDisturbsNobody() {
        List<Snapshot> told = new ArrayList<>();
        registry.observe("broken", (source, snapshot) -> {
            throw new StackOverflowError("deep");
        });
        registry.observe("sound", (source, snapshot) -> told.add(snapshot));

        feed.publish(snapshot(oneSlot, 5_000, 1), CollectorHealth.starting());
        feed.publish(snapshot(oneSlot, 10_000, 1), CollectorHealth.starting());

        assertEquals(2, told.size());
        assertEquals(
                List.of(new ObserverStatus("broken", 2, 0, 0), new ObserverStatus("sound", 0, 0, 0)),
                registry.observers());
    }

    @Test
    void tellsAQueuedObserverOnAThreadOfItsOwnWithACopy() throws Exception {
        BlockingQueue<Object> told = new LinkedBlockingQueue<>();
        registry.observeQueued("live", 10, (source, snapshot) -> {
            told.add(Thread.currentThread());
            told.add(snapshot);
        });
        Snapshot published = snapshot(oneSlot, 5_000, 1);

        feed.publish(published, CollectorHealth.starting());
        published.set(0, 99);

        Thread thread = (Thread) told.poll(20, TimeUnit.SECONDS);
        Snapshot copy = (Snapshot) told.poll(20, TimeUnit.SECONDS);
        assertEquals("monitoring-observer-live", thread.getName());
        assertTrue(thread.isDaemon());
        assertNotSame(published, copy);
        assertEquals(1, copy.value(0));
    }

    @Test
    void dropsTheOldestResultsOfAnObserverThatHangsAndCountsThem() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        BlockingQueue<Long> told = new LinkedBlockingQueue<>();
        registry.observeQueued("slow", 2, (source, snapshot) -> {
            entered.countDown();
            awaitUninterruptibly(release);
            told.add(snapshot.timestampMillis());
        });
        BlockingQueue<Long> other = new LinkedBlockingQueue<>();
        registry.observeQueued("quick", 10, (source, snapshot) -> other.add(snapshot.timestampMillis()));

        feed.publish(snapshot(oneSlot, 1, 1), CollectorHealth.starting());
        assertTrue(entered.await(20, TimeUnit.SECONDS));
        for (int tick = 2; tick <= 5; tick++) {
            feed.publish(snapshot(oneSlot, tick, 1), CollectorHealth.starting());
        }

        assertEquals(new ObserverStatus("slow", 0, 2, 2), registry.observers().get(0));
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), take(other, 5));

        release.countDown();
        assertEquals(List.of(1L, 4L, 5L), take(told, 3));
    }

    @Test
    void aQueuedObserverThatThrowsIsToldAgain() throws Exception {
        BlockingQueue<Long> told = new LinkedBlockingQueue<>();
        registry.observeQueued("broken once", 10, (source, snapshot) -> {
            told.add(snapshot.timestampMillis());
            if (snapshot.timestampMillis() == 1) {
                throw new OutOfMemoryError("for the test");
            }
        });

        feed.publish(snapshot(oneSlot, 1, 1), CollectorHealth.starting());
        feed.publish(snapshot(oneSlot, 2, 1), CollectorHealth.starting());

        assertEquals(List.of(1L, 2L), take(told, 2));
    }

    @Test
    void closingAnObserversSubscriptionEndsItsThread() throws Exception {
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        Registry.Subscription subscription =
                registry.observeQueued("live", 10, (source, snapshot) -> threads.add(Thread.currentThread()));
        feed.publish(snapshot(oneSlot, 1, 1), CollectorHealth.starting());
        Thread thread = threads.poll(20, TimeUnit.SECONDS);

        subscription.close();

        thread.join(10_000);
        assertFalse(thread.isAlive());
        assertTrue(registry.observers().isEmpty());
    }

    @Test
    void closesThoughAnObserverHangs() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        registry.observeQueued("hanging", 10, (source, snapshot) -> {
            entered.countDown();
            awaitUninterruptibly(release);
        });
        feed.publish(snapshot(oneSlot, 1, 1), CollectorHealth.starting());
        assertTrue(entered.await(20, TimeUnit.SECONDS));

        registry.close();
        feed.publish(snapshot(oneSlot, 2, 1), CollectorHealth.starting());
        release.countDown();

        assertTrue(registry.observers().isEmpty());
    }

    @Test
    void publishingToDirectObserversAllocatesNothing() {
        long[] sum = new long[1];
        registry.observe("test", (source, snapshot) -> sum[0] += snapshot.timestampMillis());
        Snapshot published = snapshot(layout("0", "1", "2", "3"), 5_000, 1);
        CollectorHealth health = CollectorHealth.starting();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 1_000; i++) {
            feed.publish(published, health);
        }

        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1_000; i++) {
            feed.publish(published, health);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertTrue(allocated < 1_000, allocated + " bytes for 1,000 publications");
        assertEquals(2_000 * 5_000L, sum[0]);
    }

    private static SeriesLayout layout(String... databases) {
        SeriesLayout.Builder builder = SeriesLayout.builder(REDIS).family(KEYS);
        for (String database : databases) {
            builder.slot(KEYS.name(), Labels.of("db", database));
        }
        return builder.build();
    }

    private static Snapshot snapshot(SeriesLayout layout, long timestampMillis, double firstValue) {
        Snapshot snapshot = new Snapshot();
        snapshot.reset(layout, timestampMillis);
        snapshot.set(0, firstValue);
        return snapshot;
    }

    private static List<Long> take(BlockingQueue<Long> queue, int count) throws InterruptedException {
        List<Long> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(queue.poll(20, TimeUnit.SECONDS));
        }
        return taken;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (true) {
            try {
                assertTrue(latch.await(20, TimeUnit.SECONDS));
                return;
            } catch (InterruptedException e) {
                // what this stands for does not react to interruption
            }
        }
    }
}
