package dev.monitoring.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.EventLoop;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PatientWorkersTest {
    private static final Duration PATIENCE = Duration.ofNanos(PatientWorkers.PATIENCE_NANOS);
    private static final int MAX_THREADS = 3;

    private final ManualClock clock = ManualClock.atEpochMillis(0);
    private final AlertThreads threads = new AlertThreads(clock);
    private final ThreadPoolExecutor workers = threads.patientWorkers("test-worker-", MAX_THREADS);
    private final List<SlowWork> slow = new ArrayList<>();

    /** Work that takes until it is let go. */
    private static final class SlowWork implements Runnable {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch end = new CountDownLatch(1);

        @Override
        public void run() {
            begun.countDown();
            await(end);
        }
    }

    @AfterEach
    void close() {
        slow.forEach(work -> work.end.countDown());
        threads.close();
    }

    @Test
    void howeverMuchIsDueAtOnceOneThreadDoesWhatIsNotSlow() {
        SlowWork first = begin();
        Set<String> names = ConcurrentHashMap.newKeySet();
        CountDownLatch all = new CountDownLatch(50);
        for (int i = 0; i < 50; i++) {
            workers.execute(() -> {
                names.add(Thread.currentThread().getName());
                all.countDown();
            });
        }
        clock.advance(PATIENCE.minusNanos(1));
        loopHasLooked();

        first.end.countDown();
        await(all);

        assertEquals(Set.of("test-worker-1"), names);
        assertEquals(1, workers.getLargestPoolSize());
    }

    @Test
    void whatWaitsWhileSomethingIsSlowGetsAThreadThatGoesWhenTheSlowOneIsDone() {
        SlowWork first = begin();
        CountDownLatch second = new CountDownLatch(1);
        workers.execute(second::countDown);
        loopHasLooked();
        assertEquals(1, workers.getPoolSize());

        clock.advance(PATIENCE);

        await(second);
        assertEquals(2, workers.getPoolSize());
        first.end.countDown();
        Await.until("one thread is left", () -> workers.getPoolSize() == 1);
    }

    @Test
    void whatComesAfterSomethingHasLongBeenSlowDoesNotWait() {
        begin();
        clock.advance(PATIENCE.multipliedBy(100));

        CountDownLatch next = new CountDownLatch(1);
        workers.execute(next::countDown);

        await(next);
    }

    @Test
    void oneThreadAfterAnotherComesForSlowWorkUpToTheMost() {
        for (int i = 1; i <= MAX_THREADS; i++) {
            SlowWork work = slow();
            workers.execute(work);
            clock.advance(PATIENCE);
            await(work.begun);
            assertEquals(i, workers.getPoolSize());
        }
        CountDownLatch waiting = new CountDownLatch(1);
        workers.execute(waiting::countDown);
        clock.advance(PATIENCE);
        loopHasLooked();
        assertEquals(MAX_THREADS, workers.getPoolSize());
        assertEquals(1, workers.getQueue().size());

        slow.get(1).end.countDown();

        await(waiting);
    }

    @Test
    void workThatThrowsHoldsUpNothing() {
        CountDownLatch next = new CountDownLatch(1);
        workers.execute(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {});
            throw new IllegalStateException("fails on purpose");
        });
        workers.execute(next::countDown);

        await(next);
        Await.until("one thread is left", () -> workers.getPoolSize() == 1);
    }

    @Test
    void takesNothingAfterItsEnd() {
        threads.close();

        assertThrows(RejectedExecutionException.class, () -> workers.execute(() -> {}));
    }

    private SlowWork slow() {
        SlowWork work = new SlowWork();
        slow.add(work);
        return work;
    }

    private SlowWork begin() {
        SlowWork work = slow();
        workers.execute(work);
        await(work.begun);
        return work;
    }

    /** The loop has seen what came before and what time it is. */
    private void loopHasLooked() {
        for (int rounds = 0; rounds < 2; rounds++) {
            CountDownLatch round = new CountDownLatch(1);
            EventLoop.Wakeup wakeup = threads.loop().wakeup(round::countDown);
            wakeup.now();
            await(round);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS), "waited 30 s in vain");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
