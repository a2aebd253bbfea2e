package dev.monitoring.collectors.amqp;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads that all connections share, for as long as there is a connection. Thread-safe.
 *
 * <h2>Design note</h2>
 *
 * The client by itself has four threads or more for each connection: one that reads, one that sends heartbeats, and a pool
 * that hands out messages. Only the first cannot be shared. The pool here grows by what is under way at a time, a question or
 * the messages of a channel, so that a broker that hangs holds up nobody else, and shrinks when that is done. One thread sends
 * all heartbeats: a broker that hangs is given up after two of them, long before as many wait in its socket's buffer as would
 * make the sender wait.
 */
final class SharedThreads {
    private static final int IDLE_SECONDS = 10;

    private static @Nullable SharedThreads shared; // guarded by the class
    private static int users; // guarded by the class

    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor heartbeats;

    private SharedThreads() {
        // The client hands in work while it shuts down, and waits for it to be done; nobody else does so late.
        workers = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                numbered("monitoring-amqp-"),
                (work, pool) -> work.run());
        heartbeats = new ScheduledThreadPoolExecutor(1, work -> daemon("monitoring-amqp-heartbeats", work));
        heartbeats.setRemoveOnCancelPolicy(true);
    }

    private static ThreadFactory numbered(String prefix) {
        AtomicInteger made = new AtomicInteger();
        return work -> daemon(prefix + made.incrementAndGet(), work);
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(SharedThreads.class.getClassLoader());
        return thread;
    }

    /** The threads for one more connection; {@link #release} must follow, once. */
    static synchronized SharedThreads acquire() {
        SharedThreads current = shared;
        if (current == null) {
            current = new SharedThreads();
            shared = current;
        }
        users++;
        return current;
    }

    /** Gives back what {@link #acquire} gave; the last one lets the threads end, each when its work is done. */
    static synchronized void release() {
        SharedThreads current = shared;
        if (--users == 0 && current != null) {
            current.workers.shutdown();
            current.heartbeats.shutdownNow();
            shared = null;
        }
    }

    /** Those that ask, and that hand out messages. */
    ExecutorService workers() {
        return workers;
    }

    /** The one that sends heartbeats. */
    ScheduledExecutorService heartbeats() {
        return heartbeats;
    }

    /**
     * Makes the thread that reads one connection. The client names it after it got it, so it takes its name back when it
     * starts.
     */
    static ThreadFactory reader(String purpose) {
        String name = "monitoring-" + purpose + "-amqp";
        return work -> daemon(name, () -> {
            Thread.currentThread().setName(name);
            work.run();
        });
    }
}
