package dev.monitoring.collectors.celery;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What is known of one task. Confined to whoever holds the lock of the state. */
final class Task {
    /** What one takes in memory besides its id, rounded up: the object, its times, its place in the table. */
    private static final int BYTES = 320;

    private static final int TYPES = EventType.TASK_TYPES;

    final String uuid;
    String name = CeleryState.UNKNOWN;
    String queue = "";
    double etaSeconds = Double.NaN;
    boolean finished;
    /** Whether it was sent, and has not begun since. */
    boolean waits;

    @Nullable
    WorkerTasks prefetchedBy;

    private long prefetchGeneration;
    private final double[] times = new double[TYPES];

    Task(String uuid) {
        this.uuid = uuid;
        Arrays.fill(times, Double.NaN);
    }

    /** What one takes in memory. */
    int bytes() {
        return BYTES + 2 * uuid.length();
    }

    /** When it last had an event of a type, NaN where it has had none. */
    double time(EventType type) {
        return times[type.index()];
    }

    /** Notes an event; false if it is there already. */
    boolean note(CeleryEvent event) {
        int type = event.type().index();
        if (times[type] == event.timestampSeconds()) {
            return false;
        }
        if (!(times[type] > event.timestampSeconds())) {
            times[type] = event.timestampSeconds();
        }
        return true;
    }

    /** When it was last done with; before all times where it was not yet. */
    double end() {
        double end = Double.NEGATIVE_INFINITY;
        for (int type = 0; type < TYPES; type++) {
            if (EventType.at(type).isLast() && times[type] > end) {
                end = times[type];
            }
        }
        return end;
    }

    /** It waits in a worker. */
    void prefetchBy(WorkerTasks worker) {
        release();
        prefetchedBy = worker;
        prefetchGeneration = worker.prefetch();
    }

    /** It does not wait in a worker any more. */
    void release() {
        WorkerTasks worker = prefetchedBy;
        if (worker != null) {
            worker.release(prefetchGeneration);
            prefetchedBy = null;
        }
    }
}
