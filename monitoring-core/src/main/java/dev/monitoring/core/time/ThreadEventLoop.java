package dev.monitoring.core.time;

import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event loop on a thread. Thread-safe.
 *
 * <h2>Design note</h2>
 *
 * Other threads reach the loop through {@link #raised} alone, a stack linked through the entries themselves (Treiber 1986):
 * an entry is pushed by the one thread that sets its {@code pending} flag, and the loop takes the whole stack at once, so no
 * entry is ever linked twice and nothing is allocated. That matters beyond garbage: the loop must still hear of the end of a
 * run when the heap is exhausted. The moments of entries lie in a heap that only the loop's thread touches.
 */
final class ThreadEventLoop implements EventLoop {
    private static final Logger log = LoggerFactory.getLogger(EventLoop.class);

    /** How long {@link #close} waits for the task under way. */
    private static final long CLOSE_MILLIS = 1_000;

    private final Clock clock;
    private final Thread thread;
    private final AtomicReference<@Nullable Entry> raised = new AtomicReference<>();
    private final PriorityQueue<Entry> waiting =
            new PriorityQueue<>(ThreadEventLoop::byMoment); // the loop's thread only
    private final AtomicLong failures = new AtomicLong();
    private volatile boolean stopped;

    ThreadEventLoop(String threadName, Clock clock) {
        this.clock = clock;
        this.thread = new Thread(null, this::run, threadName, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(ThreadEventLoop.class.getClassLoader());
    }

    void start() {
        if (clock instanceof ManualClock manual) {
            manual.wakes(thread);
        }
        thread.start();
    }

    @Override
    public Wakeup wakeup(Runnable task) {
        return new Entry(task);
    }

    @Override
    public long failures() {
        return failures.get();
    }

    @Override
    public void close() {
        stopped = true;
        if (clock instanceof ManualClock manual) {
            manual.forgets(thread);
        }
        LockSupport.unpark(thread);
        if (Thread.currentThread() == thread) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            TimeUnit.MILLISECONDS.timedJoin(thread, CLOSE_MILLIS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopped) {
            try {
                runRaised();
                runDue();
                park();
            } catch (Throwable failure) { // nothing may end this thread but close
                failures.incrementAndGet();
            }
        }
    }

    private void runRaised() {
        Entry newestFirst = raised.getAndSet(null);
        Entry oldestFirst = null;
        while (newestFirst != null) {
            Entry next = newestFirst.next;
            newestFirst.next = oldestFirst;
            oldestFirst = newestFirst;
            newestFirst = next;
        }
        while (oldestFirst != null && !stopped) {
            Entry entry = oldestFirst;
            oldestFirst = entry.next;
            entry.next = null;
            entry.pending.set(false);
            run(entry);
        }
    }

    /** Runs what is due as of now. */
    private void runDue() {
        long now = clock.nanoTime();
        for (Entry entry = waiting.peek(); entry != null && entry.nanoTime - now <= 0; entry = waiting.peek()) {
            waiting.remove();
            entry.armed = false;
            run(entry);
            if (stopped) {
                return;
            }
        }
    }

    private void run(Entry entry) {
        try {
            entry.task.run();
        } catch (Throwable failure) { // a task's fault must not end the others'
            if (Long.bitCount(failures.incrementAndGet()) == 1) { // the 1st, 2nd, 4th, 8th …
                log.error("a task of {} failed; the loop goes on", thread.getName(), failure);
            }
        }
    }

    private void park() {
        Thread.interrupted(); // an interrupt would make park return at once, for ever
        Entry first = waiting.peek();
        if (raised.get() != null || stopped) {
            return;
        }
        if (first == null) {
            LockSupport.park(this);
        } else {
            long left = first.nanoTime - clock.nanoTime();
            if (left > 0) {
                LockSupport.parkNanos(this, left);
            }
        }
    }

    private static int byMoment(Entry one, Entry other) {
        return Long.compare(one.nanoTime - other.nanoTime, 0); // by difference: nanoTime may wrap
    }

    private final class Entry implements Wakeup {
        final Runnable task;
        final AtomicBoolean pending = new AtomicBoolean();
        /** The entry raised before; written by the thread that set pending, then by the loop. */
        @Nullable
        Entry next;
        /** The moment, and whether it is in the heap; the loop's thread only. */
        long nanoTime;

        boolean armed;

        Entry(Runnable task) {
            this.task = task;
        }

        @Override
        public void now() {
            if (stopped || !pending.compareAndSet(false, true)) {
                return;
            }
            Entry before;
            do {
                before = raised.get();
                next = before;
            } while (!raised.compareAndSet(before, this));
            LockSupport.unpark(thread);
        }

        @Override
        public void at(long moment) {
            cancel();
            nanoTime = moment;
            armed = true;
            waiting.add(this);
        }

        @Override
        public void cancel() {
            if (armed) {
                armed = false;
                waiting.remove(this);
            }
        }
    }
}
