package dev.monitoring.core.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventLoopTest {
    private static final long MILLISECOND = 1_000_000;

    @Test
    void runsTasksOnOneNamedDaemonThread() throws Exception {
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        try (EventLoop loop = EventLoop.start("monitoring-test", Clock.system())) {
            loop.wakeup(() -> threads.add(Thread.currentThread())).now();
            Thread thread = threads.poll(20, TimeUnit.SECONDS);

            assertEquals("monitoring-test", thread.getName());
            assertTrue(thread.isDaemon());
            assertSame(EventLoop.class.getClassLoader(), thread.getContextClassLoader());
        }
    }

    @Test
    void runsTasksInTheOrderOfTheirMoments() throws Exception {
        BlockingQueue<String> ran = new LinkedBlockingQueue<>();
        try (EventLoop loop = EventLoop.start("monitoring-test", Clock.system())) {
            EventLoop.Wakeup late = loop.wakeup(() -> ran.add("late"));
            EventLoop.Wakeup soon = loop.wakeup(() -> ran.add("soon"));
            EventLoop.Wakeup never = loop.wakeup(() -> ran.add("never"));
            loop.wakeup(() -> {
                        long now = Clock.system().nanoTime();
                        late.at(now + 60 * MILLISECOND);
                        soon.at(now + 90 * MILLISECOND);
                        soon.at(now + 30 * MILLISECOND);
                        never.at(now + 10 * MILLISECOND);
                        never.cancel();
                    })
                    .now();

            assertEquals("soon", ran.poll(20, TimeUnit.SECONDS));
            assertEquals("late", ran.poll(20, TimeUnit.SECONDS));
            assertTrue(ran.isEmpty());
        }
    }

    @Test
    void mergesCallsUntilTheTaskBegins() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        try (EventLoop loop = EventLoop.start("monitoring-test", Clock.system())) {
            EventLoop.Wakeup task = loop.wakeup(runs::incrementAndGet);
            loop.wakeup(() -> {
                        entered.countDown();
                        await(release);
                    })
                    .now();
            await(entered);

            for (int i = 0; i < 100; i++) {
                task.now();
            }
            loop.wakeup(done::countDown).now();
            release.countDown();
            await(done);

            assertEquals(1, runs.get());
        }
    }

    @Test
    void losesNoCallOfManyThreads() throws Exception {
        int threads = 4;
        int tasks = 2_000;
        CountDownLatch done = new CountDownLatch(threads * tasks);
        try (EventLoop loop = EventLoop.start("monitoring-test", Clock.system())) {
            List<Thread> callers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                Thread caller = new Thread(() -> {
                    for (int i = 0; i < tasks; i++) {
                        loop.wakeup(done::countDown).now();
                    }
                });
                callers.add(caller);
                caller.start();
            }
            for (Thread caller : callers) {
                caller.join();
            }

            await(done);
        }
    }

    @Test
    void goesOnAfterATaskThrewAnError() {
        CountDownLatch done = new CountDownLatch(1);
        try (EventLoop loop = EventLoop.start("monitoring-test", Clock.system())) {
            loop.wakeup(() -> {
                        throw new StackOverflowError("for the test");
                    })
                    .now();
            loop.wakeup(done::countDown).now();

            await(done);
            assertEquals(1, loop.failures());
        }
    }

    @Test
    void sleepsOnThoughItsThreadIsInterrupted() {
        CountDownLatch done = new CountDownLatch(1);
        try (EventLoop loop = EventLoop.start("monitoring-test", Clock.system())) {
            loop.wakeup(() -> Thread.currentThread().interrupt()).now();
            EventLoop.Wakeup later = loop.wakeup(done::countDown);
            loop.wakeup(() -> later.at(Clock.system().nanoTime() + 20 * MILLISECOND))
                    .now();

            await(done);
        }
    }

    @Test
    void endsItsThreadOnCloseAndKeepsTheCallersInterrupt() throws Exception {
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        EventLoop loop = EventLoop.start("monitoring-test", Clock.system());
        loop.wakeup(() -> threads.add(Thread.currentThread())).now();
        Thread thread = threads.poll(20, TimeUnit.SECONDS);
        Thread.currentThread().interrupt();

        loop.close();

        assertTrue(Thread.interrupted());
        thread.join(10_000);
        assertFalse(thread.isAlive());
    }

    @Test
    void wakingUpAllocatesNothing() throws Exception {
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        try (EventLoop loop = EventLoop.start("monitoring-test", Clock.system())) {
            loop.wakeup(() -> threads.add(Thread.currentThread())).now();
            long loopThread = threads.poll(20, TimeUnit.SECONDS).getId();
            AtomicInteger runs = new AtomicInteger();
            EventLoop.Wakeup task = loop.wakeup(runs::incrementAndGet);
            ThreadMXBean beans = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            wake(task, runs, 2_000);

            long before = beans.getThreadAllocatedBytes(loopThread);
            wake(task, runs, 1_000);
            long allocated = beans.getThreadAllocatedBytes(loopThread) - before;

            assertTrue(allocated < 1_000, allocated + " bytes for 1,000 wake-ups");
        }
    }

    @Test
    void aManualLoopRunsEachTaskAtItsMoment() {
        ManualClock clock = ManualClock.at(Instant.EPOCH);
        ManualEventLoop loop = new ManualEventLoop(clock);
        List<String> ran = new ArrayList<>();
        EventLoop.Wakeup second = loop.wakeup(() -> ran.add("second at " + clock.epochMillis()));
        EventLoop.Wakeup first = loop.wakeup(() -> {
            ran.add("first at " + clock.epochMillis());
            second.at(clock.nanoTime() + 500 * MILLISECOND);
        });

        first.at(clock.nanoTime() + 1_000 * MILLISECOND);
        loop.advance(Duration.ofSeconds(2));

        assertEquals(List.of("first at 1000", "second at 1500"), ran);
        assertEquals(2_000, clock.epochMillis());
    }

    private static void wake(EventLoop.Wakeup task, AtomicInteger runs, int times) {
        for (int i = 0; i < times; i++) {
            int before = runs.get();
            task.now();
            while (runs.get() == before) {
                Thread.onSpinWait();
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
