package dev.monitoring.alerts;

import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of the alerts: one loop that waits for moments, and workers that are there while there is work. Thread-safe. */
final class AlertThreads implements AutoCloseable {
    private static final int IDLE_SECONDS = 30;
    private static final long CLOSE_MILLIS = 1_000;

    private final Clock clock;
    private final EventLoop loop;
    private final List<ThreadPoolExecutor> pools = new ArrayList<>(); // guarded by itself

    AlertThreads(Clock clock) {
        this.clock = clock;
        loop = EventLoop.start("monitoring-alerts", clock);
    }

    EventLoop loop() {
        return loop;
    }

    /**
     * Workers of which each piece of work finds one that is free, as long as there may be more.
     *
     * @param name what their names begin with
     * @param threads how many at most
     */
    ThreadPoolExecutor workers(String name, int threads) {
        IdleFirst queue = new IdleFirst();
        return kept(new ThreadPoolExecutor(
                0, threads, IDLE_SECONDS, TimeUnit.SECONDS, queue, factory(name), (work, pool) -> {
                    if (pool.isShutdown()) {
                        throw new RejectedExecutionException("the alerts are closed");
                    }
                    queue.keep(work);
                }));
    }

    /**
     * Workers of which there is one, and more only while it takes long over something and other work waits.
     *
     * @param name what their names begin with
     * @param threads how many at most
     */
    ThreadPoolExecutor patientWorkers(String name, int threads) {
        return kept(new PatientWorkers(threads, IDLE_SECONDS, factory(name), clock, loop));
    }

    private static ThreadFactory factory(String name) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(null, work, name + number.incrementAndGet(), 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(AlertsExtension.class.getClassLoader());
            return thread;
        };
    }

    private ThreadPoolExecutor kept(ThreadPoolExecutor workers) {
        synchronized (pools) {
            pools.add(workers);
        }
        return workers;
    }

    /** Ends the workers, which have a second each, and then the loop. */
    @Override
    public void close() {
        synchronized (pools) {
            pools.forEach(ThreadPoolExecutor::shutdownNow);
            pools.forEach(AlertThreads::await);
        }
        loop.close();
    }

    private static void await(ThreadPoolExecutor workers) {
        try {
            workers.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Takes work only for a thread that waits for some. A pool asks its queue before it starts a thread beyond its core, so that
     * one thread does what comes one after another, and work is kept only while all threads are busy.
     */
    private static final class IdleFirst extends LinkedTransferQueue<Runnable> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean offer(Runnable work) {
            return tryTransfer(work);
        }

        void keep(Runnable work) {
            super.offer(work);
        }
    }
}
