package dev.monitoring.core.collect;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The collectors that wait for a thread, first come first served within three lanes. Confined to the scheduler's event loop.
 *
 * <p>A collector that delivered last time is proven and may use any thread. The others, which may be about to hang for their
 * whole deadline, leave one thread free; of those that just did, one runs at a time. So a number of dead targets delays each
 * other, but no sound one.
 */
final class RunQueue {
    private final Workers workers;
    private final int maxThreads;
    private final List<CollectorTask> waiting = new ArrayList<>();
    /** Those that hold a thread which was not given up, and beside each the lane it runs in. */
    private final List<CollectorTask> running = new ArrayList<>();

    private final List<CollectorTask.Lane> lanes = new ArrayList<>();

    private Consumer<CollectorTask> whenReturned = task -> {};
    private volatile int size; // of waiting, for other threads

    RunQueue(Workers workers, int maxThreads) {
        this.workers = workers;
        this.maxThreads = maxThreads;
    }

    void add(CollectorTask task) {
        waiting.add(task);
        size = waiting.size();
        drain();
    }

    /** Begins as many runs as may be. */
    void drain() {
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
