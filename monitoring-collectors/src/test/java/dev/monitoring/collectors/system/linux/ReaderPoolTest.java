package dev.monitoring.collectors.system.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReaderPoolTest {
    private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONG = TimeUnit.SECONDS.toNanos(30);

    private final ReaderPool pool = new ReaderPool("test-reader", 3);
    private final CountDownLatch server = new CountDownLatch(1);
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    @AfterEach
    void releaseEverybody() {
        server.countDown();
        pool.close();
    }

    @Test
    void readsOnOneThreadAsLongAsReadingsReturn() throws Exception {
        List<ReaderPool.Reading<Integer>> readings = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int value = i;
            readings.add(pool.reading(() -> {
                threads.add(Thread.currentThread());
                return value;
            }));
        }

        for (int round = 0; round < 3; round++) {
            readings.forEach(pool::start);
            pool.await(LONG, LONG);
        }

        assertEquals(19, readings.get(19).value());
        assertEquals(1, threads.size());
        Thread thread = threads.iterator().next();
        assertTrue(thread.isDaemon());
        assertEquals("test-reader-1", thread.getName());
    }

    @Test
    void goesOnWithTheRestWhenAReadingHangs() throws Exception {
        ReaderPool.Reading<String> dead = pool.reading(this::hang);
        ReaderPool.Reading<String> live = pool.reading(() -> "live");

        pool.start(dead);
        pool.start(live);
        pool.await(SHORT, LONG);

        assertTrue(dead.isPending());
        assertNull(dead.value());
        assertEquals("live", live.value());
        assertEquals(1, pool.stuckCount());
    }

    @Test
    void waitsForAHungReadingOnlyOnce() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        ReaderPool.Reading<String> dead = pool.reading(() -> {
            calls.incrementAndGet();
            return hang();
        });
        pool.start(dead);
        pool.await(SHORT, LONG);

        pool.start(dead);
        pool.await(LONG, LONG); // would take 30 seconds

        assertEquals(1, calls.get());
    }

    @Test
    void takesTheResultOfAReadingThatReturnsAtLast() throws Exception {
        ReaderPool.Reading<String> slow = pool.reading(this::hang);
        pool.start(slow);
        pool.await(SHORT, LONG);

        server.countDown();
        ReaderPool.Reading<String> next = pool.reading(() -> "next");
        pool.start(next);
        while (slow.isPending() || next.isPending()) {
            pool.await(LONG, LONG);
        }

        assertEquals("answered", slow.value());
        assertEquals("next", next.value());
        assertEquals(0, pool.stuckCount());
    }

    @Test
    void neverHasMoreThreadsThanAllowed() throws Exception {
        List<ReaderPool.Reading<String>> dead = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            dead.add(pool.reading(this::hang));
        }

        dead.forEach(pool::start);
        pool.await(SHORT, LONG);
        pool.await(LONG, LONG); // does not wait: nothing can return

        assertEquals(3, threads.size());
        assertEquals(3, pool.stuckCount());
        assertTrue(dead.stream().allMatch(ReaderPool.Reading::isPending));

        server.countDown();
        while (dead.stream().anyMatch(ReaderPool.Reading::isPending)) {
            pool.await(LONG, LONG);
        }
        assertTrue(dead.stream().allMatch(reading -> "answered".equals(reading.value())));
    }

    @Test
    void keepsWhatAReadingThrows() throws Exception {
        ReaderPool.Reading<String> broken = pool.reading(() -> {
            throw new StackOverflowError("deep");
        });
        ReaderPool.Reading<String> live = pool.reading(() -> "live");

        pool.start(broken);
        pool.start(live);
        pool.await(LONG, LONG);

        assertNull(broken.value());
        assertNotNull(broken.failure());
        assertEquals("deep", broken.failure().getMessage());
        assertEquals("live", live.value());
    }

    @Test
    void letsItsThreadsEndWhenClosed() throws Exception {
        ReaderPool.Reading<String> dead = pool.reading(this::hang);
        ReaderPool.Reading<String> live = pool.reading(() -> {
            threads.add(Thread.currentThread());
            return "live";
        });
        pool.start(dead);
        pool.start(live);
        pool.await(SHORT, LONG);

        pool.close();

        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(20));
            assertFalse(thread.isAlive(), thread.getName());
        }
        pool.start(live);
        pool.await(LONG, LONG); // nothing is read any more, and nobody waits
    }

    private String hang() throws InterruptedException {
        threads.add(Thread.currentThread());
        server.await();
        return "answered";
    }
}
