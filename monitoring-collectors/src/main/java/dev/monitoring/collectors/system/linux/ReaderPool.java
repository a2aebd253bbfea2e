package dev.monitoring.collectors.system.linux;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Threads for reads that may never return: a file system whose server is gone, a driver that waits for its device.
 * Thread-safe.
 *
 * <h2>How many threads</h2>
 *
 * One thread does all readings as long as they return. When the owner waits and none returns in its patience, the ones that
 * run are called stuck, and one more thread takes over the rest, up to a limit. A stuck reading keeps its thread (a thread in
 * the kernel cannot be stopped), is not started again, and does not make anybody wait a second time; when it does return, its
 * result counts, and its thread ends if another has taken over. With all threads stuck, readings that are waiting count as
 * stuck too. Threads without work for a minute end.
 *
 * <p>Waiting is by the lock's condition, so that no clock is read here.
 */
final class ReaderPool implements AutoCloseable {
    private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String name;
    private final int maxThreads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition returned = lock.newCondition();
    private final Deque<Reading<?>> waiting = new ArrayDeque<>(); // guarded by lock
    private final List<Reading<?>> running = new ArrayList<>(); // guarded by lock
    private final List<Thread> threads = new ArrayList<>(); // guarded by lock
    private long returns; // guarded by lock
    private int threadsStarted; // guarded by lock
    private boolean closed; // guarded by lock

    /**
     * A pool without threads yet.
     *
     * @param name the names of its threads begin with it
     * @param maxThreads how many readings may be stuck at once
     */
    ReaderPool(String name, int maxThreads) {
        this.name = name;
        this.maxThreads = maxThreads;
    }

    /**
     * Something that is read again and again, one reading at a time. Thread-safe.
     *
     * @param <T> what reading gives
     */
    static final class Reading<T> {
        private final ReaderPool pool;
        private final Callable<T> read;
        private boolean pending; // waiting or running; guarded by the pool's lock
        private boolean stuck; // guarded by the pool's lock
        private @Nullable T value; // guarded by the pool's lock
        private @Nullable Throwable failure; // guarded by the pool's lock

        private Reading(ReaderPool pool, Callable<T> read) {
            this.pool = pool;
            this.read = read;
        }

        /** Whether the last start has not returned. */
        boolean isPending() {
            pool.lock.lock();
            try {
                return pending;
            } finally {
                pool.lock.unlock();
            }
        }

        /** What the last reading gave; null before the first and after a failure. */
        @Nullable
        T value() {
            pool.lock.lock();
            try {
                return value;
            } finally {
                pool.lock.unlock();
            }
        }

        /** Why the last reading gave nothing; null where it did. */
        @Nullable
        Throwable failure() {
            pool.lock.lock();
            try {
                return failure;
            } finally {
                pool.lock.unlock();
            }
        }
    }

    /** Something this pool can read. */
    <T> Reading<T> reading(Callable<T> read) {
        return new Reading<>(this, read);
    }

    /** Begins to read; does nothing where the last reading has not returned. */
    void start(Reading<?> reading) {
        lock.lock();
        try {
            if (reading.pending || closed) {
                return;
            }
            reading.pending = true;
            waiting.add(reading);
            if (threads.size() == stuckCount()) {
                startThread();
            } else {
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until every reading has returned, but those that are stuck.
     *
     * @param patienceNanos how long to wait without any reading returning before those running are called stuck
     * @param maxNanos how long to wait in all
     * @throws InterruptedException if the waiting thread is interrupted
     */
    void await(long patienceNanos, long maxNanos) throws InterruptedException {
        lock.lock();
        try {
            long leftNanos = maxNanos;
            while (canProgress() && leftNanos > 0) {
                long before = returns;
                long patienceLeft = Math.min(patienceNanos, leftNanos);
                leftNanos -= patienceLeft;
                while (canProgress() && returns == before && patienceLeft > 0) {
                    patienceLeft = returned.awaitNanos(patienceLeft);
                }
                leftNanos += Math.max(0, patienceLeft);
                if (returns == before) {
                    giveUpOnRunning();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many readings hold a thread without returning. */
    int stuckCount() {
        lock.lock();
        try {
            int stuck = 0;
            for (int i = 0; i < running.size(); i++) {
                stuck += running.get(i).stuck ? 1 : 0;
            }
            return stuck;
        } finally {
            lock.unlock();
        }
    }

    /** Lets every thread end that can; interrupts the others, which end when their reading returns. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            threads.forEach(Thread::interrupt);
            work.signalAll();
            returned.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether waiting makes sense: something is pending, and some thread is not stuck. */
    private boolean canProgress() {
        int stuck = stuckCount();
        return !closed && (running.size() > stuck || !waiting.isEmpty() && threads.size() > stuck);
    }

    private void giveUpOnRunning() {
        running.forEach(reading -> reading.stuck = true);
        if (!waiting.isEmpty() && threads.size() == stuckCount()) {
            startThread();
        }
    }

    private void startThread() {
        if (threads.size() < maxThreads) {
            Thread thread = new Thread(null, this::run, name + "-" + ++threadsStarted, 0, false);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void run() {
        lock.lock();
        try {
            while (true) {
                Reading<?> reading = next();
                if (reading == null) {
                    return;
                }
                running.add(reading);
                perform(reading);
                running.remove(reading);
                boolean replaced = reading.stuck && threads.size() - stuckCount() > 1;
                reading.stuck = false;
                reading.pending = false;
                returns++;
                returned.signalAll();
                if (replaced) {
                    return;
                }
            }
        } finally {
            threads.remove(Thread.currentThread());
            lock.unlock();
        }
    }

    private @Nullable Reading<?> next() {
        long idleNanos = IDLE_NANOS;
        while (waiting.isEmpty() && !closed && idleNanos > 0) {
            try {
                idleNanos = work.awaitNanos(idleNanos);
            } catch (InterruptedException e) {
                return null; // only close interrupts
            }
        }
        return closed ? null : waiting.poll();
    }

    /** Reads without the lock. */
    private <T> void perform(Reading<T> reading) {
        T value = null;
        Throwable failure = null;
        lock.unlock();
        try {
            value = reading.read.call();
        } catch (Throwable e) { // whatever a reading throws harms that reading only
            failure = e;
        } finally {
            lock.lock();
        }
        reading.value = value;
        reading.failure = failure;
    }
}
