package dev.monitoring.core.collect;

import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The collectors that wait for a thread, first come first served within three lanes. Confined to the scheduler's event loop.
 *
 * <p>A collector that delivered last time is proven and may use any thread. The others, which may be about to hang for their
 * whole deadline, leave one thread free; of those that just did, one runs at a time. So a number of dead targets delays each
 * other, but no sound one.
 *
 * <p>When a server begins to hang, all collectors that watch it are proven still, and may take all threads at once. So where a
 * proven one waits while a run takes longer than {@link #PATIENCE_NANOS}, that run's place goes to another thread.
 */
final class RunQueue {
    /**
     * Some times what a run takes of a server near by that is well, and with the time it takes to start a thread still within
     * the 100 ms by which one that hangs may delay others.
     */
    static final long PATIENCE_NANOS = 50_000_000;

    private final Workers workers;
    private final int maxThreads;
    private final Clock clock;
    private final EventLoop.Wakeup impatience;
    private final List<CollectorTask> waiting = new ArrayList<>();
    /** Those that hold a thread which was not given up, and beside each the lane it runs in. */
    private final List<CollectorTask> running = new ArrayList<>();

    private final List<CollectorTask.Lane> lanes = new ArrayList<>();

    private Consumer<CollectorTask> whenReturned = task -> {};
    private volatile int size; // of waiting, for other threads

    RunQueue(Workers workers, int maxThreads, Clock clock, EventLoop loop) {
        this.workers = workers;
        this.maxThreads = maxThreads;
        this.clock = clock;
        this.impatience = loop.wakeup(this::drain);
    }

    void add(CollectorTask task) {
        waiting.add(task);
        size = waiting.size();
        drain();
    }

    /** Begins as many runs as may be. */
    void drain() {
        begin();
        while (isProvenWaiting() && setAsideOldest()) {
            begin();
        }
    }

    private boolean isProvenWaiting() {
        for (CollectorTask task : waiting) {
            if (task.lane() == CollectorTask.Lane.PROVEN) {
                return true;
            }
        }
        return false;
    }

    /** Makes room where a run takes long, the one that began first; else comes back when it does. */
    private boolean setAsideOldest() {
        if (running.isEmpty() || workers.hasRoom()) {
            return false; // there was no thread to be had
        }
        // Those that are not proven have no more than their share of the threads, which goes on.
        CollectorTask oldest = running.get(Math.max(0, lanes.indexOf(CollectorTask.Lane.PROVEN)));
        long impatientNanos = oldest.begunNanos() + PATIENCE_NANOS;
        if (clock.nanoTime() - impatientNanos < 0) {
            impatience.at(impatientNanos);
            return false;
        }
        if (!workers.setAside(oldest.job())) {
            return false;
        }
        free(oldest);
        return true;
    }

    private void begin() {
        for (int i = 0; i < waiting.size() && workers.hasRoom(); ) {
            CollectorTask task = waiting.get(i);
            CollectorTask.Lane lane = task.lane();
            if (!isOpen(lane)) {
                i++;
                continue;
            }
            if (!task.begin(workers)) {
                return;
            }
            waiting.remove(i);
            size = waiting.size();
            running.add(task);
            lanes.add(lane);
        }
    }

    /** Gives up the thread of a task that is stuck. */
    void giveUp(CollectorTask task) {
        if (workers.giveUp(task.job())) {
            free(task);
        }
    }

    /** Takes note that a task's thread is back. */
    void returned(CollectorTask task) {
        free(task);
        whenReturned.accept(task);
    }

    /** Has a listener told of each thread that is back. */
    void whenReturned(Consumer<CollectorTask> listener) {
        whenReturned = listener;
    }

    private void free(CollectorTask task) {
        int index = running.indexOf(task);
        if (index >= 0) {
            running.remove(index);
            lanes.remove(index);
        }
    }

    void clear() {
        waiting.clear();
        size = 0;
    }

    /** How many runs wait for a thread. Thread-safe. */
    int size() {
        return size;
    }

    private boolean isOpen(CollectorTask.Lane lane) {
        int unproven = 0;
        int suspects = 0;
        for (CollectorTask.Lane other : lanes) {
            unproven += other == CollectorTask.Lane.PROVEN ? 0 : 1;
            suspects += other == CollectorTask.Lane.SUSPECT ? 1 : 0;
        }
        return switch (lane) {
            case PROVEN -> true;
            case UNPROVEN -> unproven < Math.max(1, maxThreads - 1);
            case SUSPECT -> suspects == 0 && unproven < Math.max(1, maxThreads - 1) && !workers.atLossLimit();
        };
    }
}
