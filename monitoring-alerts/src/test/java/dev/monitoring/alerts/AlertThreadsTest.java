package dev.monitoring.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TransferQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlertThreadsTest {
    private final AlertThreads threads = new AlertThreads(Clock.system());
    private final ThreadPoolExecutor workers = threads.workers("test-worker-", 3);

    @AfterEach
    void close() {
        threads.close();
    }

    @Test
    void workOneAfterAnotherIsDoneByOneThread() {
        Set<String> names = ConcurrentHashMap.newKeySet();
        AtomicInteger done = new AtomicInteger();
        for (int i = 1; i <= 50; i++) {
            workers.execute(() -> {
                names.add(Thread.currentThread().getName());
                done.incrementAndGet();
            });
            int expected = i;
            Await.until(
                    "work " + i,
                    () -> done.get() == expected && ((TransferQueue<?>) workers.getQueue()).hasWaitingConsumer());
        }

        assertEquals(Set.of("test-worker-1"), names);
    }

    @Test
    void workAtOnceGetsAThreadEachUpToTheMostAndTheRestIsDoneAfterwards() throws InterruptedException {
        CountDownLatch three = new CountDownLatch(3);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch all = new CountDownLatch(20);
        for (int i = 0; i < 20; i++) {
            workers.execute(() -> {
                three.countDown();
                await(go);
                all.countDown();
            });
        }

        assertTrue(three.await(10, TimeUnit.SECONDS), "three at once");
        assertEquals(3, workers.getPoolSize());
        assertEquals(17, workers.getQueue().size());
        go.countDown();
        assertTrue(all.await(10, TimeUnit.SECONDS), "all in the end");
    }

    @Test
    void takesNothingAfterItsEnd() {
        threads.close();

        assertThrows(RejectedExecutionException.class, () -> workers.execute(() -> {}));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
