package dev.monitoring.core.time;

/**
 * One thread that runs short tasks at given moments of a clock. What only its tasks touch needs no lock: it has one owner.
 *
 * <p>Tasks run one after another and must not block; work that may is handed to other threads, which report back through
 * {@link Wakeup#now}. What a task throws is caught and counted; the loop goes on. Tests drive a {@link ManualEventLoop}.
 */
public interface EventLoop extends AutoCloseable {
    /** Binds a task to this loop. Thread-safe. */
    Wakeup wakeup(Runnable task);

    /** How many times a task threw. Thread-safe. */
    long failures();

    /** Ends the loop within a second; tasks that wait for their moment are forgotten. Thread-safe. */
    @Override
    void close();

    /**
     * Starts a loop on a daemon thread of its own, with this library's class loader as its context class loader.
     *
     * @param threadName begins with {@code monitoring-}
     */
    static EventLoop start(String threadName, Clock clock) {
        ThreadEventLoop loop = new ThreadEventLoop(threadName, clock);
        loop.start();
        return loop;
    }

    /** A task of a loop, made once and used many times; using it allocates nothing. */
    interface Wakeup {
        /**
         * Runs the task soon. Thread-safe, never blocks. While a run asked for in this way has not begun, further calls are
         * merged into it.
         */
        void now();

        /**
         * Runs the task once the clock's {@link Clock#nanoTime} has reached a moment, in place of the moment set before.
         * Only for tasks of the same loop.
         */
        void at(long nanoTime);

        /** Forgets the moment set with {@link #at}. Only for tasks of the same loop. */
        void cancel();
    }
}
