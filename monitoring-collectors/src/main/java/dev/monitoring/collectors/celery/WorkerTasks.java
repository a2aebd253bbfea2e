package dev.monitoring.collectors.celery;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import org.jspecify.annotations.Nullable;

/** The tasks of one name in one worker, as Flower shows them. Confined to whoever holds the lock of the state. */
final class WorkerTasks {
    private static final Family EVENTS = Family.counter("flower_events_total", "Events of tasks.");
    private static final Family RUNTIME =
            Family.histogram("flower_task_runtime_seconds", "How long tasks ran that succeeded.");
    private static final Family PREFETCH_TIME = Family.gauge(
            "flower_task_prefetch_time_seconds",
            "How long the task that started last had waited in the worker; 0 once one was done.");
    private static final Family PREFETCHED = Family.gauge(
            "flower_worker_prefetched_tasks", "Tasks that wait in the worker; those with an ETA left out.");

    private static final int TYPES = EventType.TASK_TYPES;

    private final Labels labels;
    private final long[] events = new long[TYPES];
    private final @Nullable Labels[] eventLabels = new Labels[TYPES];
    private final Histogram runtime = Histogram.ofRunTimes();
    private double prefetchSeconds = Double.NaN;
    private boolean receives;
    private long prefetched;
    private long generation;

    WorkerTasks(String worker, String task) {
        this.labels = Labels.of("task", task, "worker", worker);
    }

    void count(EventType type) {
        int index = type.index();
        if (events[index]++ == 0) {
            eventLabels[index] = labels.with("type", type.word());
        }
        receives |= type == EventType.TASK_RECEIVED;
    }

    void ran(double seconds) {
        runtime.observe(seconds);
    }

    void waited(double seconds) {
        prefetchSeconds = seconds;
    }

    /** One more waits here; gives the mark to release it by. */
    long prefetch() {
        prefetched++;
        return generation;
    }

    /** One waits no more, unless all were gone since. */
    void release(long mark) {
        if (mark == generation) {
            prefetched--;
        }
    }

    /** The worker is gone, and what waited in it with it. */
    void clear() {
        generation++;
        prefetched = 0;
    }

    void emit(MetricSink sink) {
        for (int i = 0; i < TYPES; i++) {
            Labels ofType = eventLabels[i];
            if (ofType != null) {
                sink.add(EVENTS, ofType, events[i]);
            }
        }
        runtime.emit(RUNTIME, labels, sink);
        if (!Double.isNaN(prefetchSeconds)) {
            sink.add(PREFETCH_TIME, labels, prefetchSeconds);
        }
        if (receives) {
            sink.add(PREFETCHED, labels, prefetched);
        }
    }
}
