package dev.monitoring.spring.web;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that answer requests, so that nothing of ours runs long on a thread of the host's: six daemons named
 * {@code monitoring-web-…} at most and one for deadlines. None is there while nothing is asked. Thread-safe.
 */
final class WebWorkers {
    /** Each caller that reads nothing holds one for half a second: of forty who come at once, others feel some four seconds. */
    private static final int THREADS = 6;

    /** How many of the threads may wait for slow callers, so that some are always left for quick ones. */
    static final int MAX_WAITING = THREADS / 2;

    /** Some seconds' worth of requests of many consoles; more than that waits for nothing. */
    private static final int QUEUE = 64;

    private static final int IDLE_SECONDS = 10;
    private static final Duration INTERRUPTED = Duration.ofMillis(500);

    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), named("monitoring-web"));
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named("monitoring-web-timer"));

    WebWorkers() {
        workers.allowCoreThreadTimeOut(true);
        timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
    }

    boolean execute(Runnable work) {
        try {
            workers.execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            return false; // full, or stopped
        }
    }

    Runnable after(Duration delay, Runnable action) {
        try {
            ScheduledFuture<?> task = timer.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
            return () -> task.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {}; // stopped, and with it whatever the deadline was for
        }
    }

    /** Lets work under way end for as long as {@code grace}, then interrupts it. */
    void close(Duration grace) {
        workers.shutdown();
        try {
            if (!workers.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                workers.shutdownNow();
                workers.awaitTermination(INTERRUPTED.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
        timer.shutdownNow();
    }

    private static ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(null, work, name + "-" + count.incrementAndGet(), 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(WebWorkers.class.getClassLoader());
            return thread;
        };
    }
}
