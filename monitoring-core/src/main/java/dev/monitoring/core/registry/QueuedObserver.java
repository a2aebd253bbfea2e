package dev.monitoring.core.registry;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An observer behind a bounded queue, with a thread {@code monitoring-observer-<name>} that empties it. Thread-safe.
 *
 * <p>The lock guards the queue and the counts beside it, and is never held while the observer runs or anything is logged.
 */
final class QueuedObserver {
    private static final Logger log = LoggerFactory.getLogger(Registry.class);

    private record Entry(
            Source source, SeriesLayout before, @Nullable BitSet gone, Snapshot snapshot) {}

    private final DirectObserver observer;
    private final int capacity;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Entry> queue = new ArrayDeque<>(); // guarded by lock
    private boolean stopped; // guarded by lock
    private boolean losing; // guarded by lock
    private boolean lossLogged; // guarded by lock
    private long dropped; // guarded by lock
    private long episodes; // guarded by lock

    QueuedObserver(String name, int capacity, SnapshotObserver observer) {
        this.observer = new DirectObserver(name, observer);
        this.capacity = capacity;
        this.thread = new Thread(null, this::deliver, "monitoring-observer-" + name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(QueuedObserver.class.getClassLoader());
    }

    void start() {
        thread.start();
    }

    /** Puts a call into the queue; where that is full, the oldest one goes. */
    void offer(Source source, SeriesLayout before, @Nullable BitSet gone, Snapshot snapshot) {
        boolean lossBegins = false;
        lock.lock();
        try {
            if (stopped) {
                return;
            }
            if (queue.size() == capacity) {
                queue.remove();
                dropped++;
                lossBegins = beginLoss();
            }
            queue.add(new Entry(source, before, gone, snapshot));
            changed.signal();
        } finally {
            lock.unlock();
        }
        if (lossBegins) {
            report("observer {} does not keep up: {} results wait, the oldest are dropped until it does", capacity);
        }
    }

    /** Says whether this loss is to be logged: of episodes of loss the 1st, 2nd, 4th, 8th … are. */
    private boolean beginLoss() {
        if (losing) {
            return false;
        }
        losing = true;
        lossLogged = Long.bitCount(++episodes) == 1;
        return lossLogged;
    }

    /** Tells the thread to end; a call under way is interrupted. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            queue.clear();
            changed.signal();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
    }

    /** Waits for the thread to end; keeps the caller's interrupt for the caller. */
    void join(long millis) {
        if (Thread.currentThread() == thread) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            TimeUnit.MILLISECONDS.timedJoin(thread, millis);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    ObserverStatus status() {
        lock.lock();
        try {
            return new ObserverStatus(observer.name(), observer.status().failures(), dropped, queue.size());
        } finally {
            lock.unlock();
        }
    }

    private void deliver() {
        for (Entry entry = next(); entry != null; entry = next()) {
            observer.tell(entry.source, entry.before, entry.gone, entry.snapshot);
        }
    }

    /** The next call to make, or null when stopped. */
    private @Nullable Entry next() {
        Entry entry;
        long droppedInAll = 0;
        lock.lock();
        try {
            while (queue.isEmpty() && !stopped) {
                changed.awaitUninterruptibly();
            }
            entry = stopped ? null : queue.remove();
            if (losing && queue.isEmpty()) {
                losing = false;
                droppedInAll = lossLogged ? dropped : 0;
            }
        } finally {
            lock.unlock();
        }
        if (droppedInAll > 0) {
            report("observer {} keeps up again; {} results were dropped in all", droppedInAll);
        }
        return entry;
    }

    private void report(String message, long count) {
        try {
            log.warn(message, observer.name(), count);
        } catch (Throwable logging) { // the host's logger fails; what it should have said is in the counts as well
            observer.countFailure();
        }
    }
}
