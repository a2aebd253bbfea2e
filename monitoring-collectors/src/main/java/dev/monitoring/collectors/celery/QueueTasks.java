package dev.monitoring.collectors.celery;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tasks of one name from one queue in one worker, as celery-exporter shows them: all counters from the first event on.
 * Of who only sends there is but the counter of what it sent. Confined to whoever holds the lock of the state.
 */
final class QueueTasks {
    private static final Family SENT =
            Family.counter("celery_task_sent_total", "Tasks sent; needs the application's task_send_sent_event.");
    private static final Family RECEIVED =
            Family.counter("celery_task_received_total", "Tasks that a worker received.");
    private static final Family STARTED = Family.counter("celery_task_started_total", "Tasks that a worker began.");
    private static final Family SUCCEEDED = Family.counter("celery_task_succeeded_total", "Tasks that succeeded.");
    private static final Family FAILED =
            Family.counter("celery_task_failed_total", "Tasks that failed, by the class of the exception.");
    private static final Family REJECTED =
            Family.counter("celery_task_rejected_total", "Tasks that a worker rejected, for the queue or for good.");
    private static final Family REVOKED = Family.counter("celery_task_revoked_total", "Tasks that were revoked.");
    private static final Family RETRIED =
            Family.counter("celery_task_retried_total", "Tasks that failed and are tried again.");
    private static final Family RUNTIME = Family.histogram("celery_task_runtime", "How long tasks ran, in seconds.");
    private static final Family WAIT = Family.histogram(
            "celery_task_queue_wait_time",
            "How long tasks waited from when they were sent, or from their ETA, to their begin, in seconds.");

    private static final Family[] FAMILIES = {
        SENT, RECEIVED, STARTED, SUCCEEDED, FAILED, REJECTED, REVOKED, RETRIED,
    };

    /** An application has a few kinds of failures; more of them are something else than classes. */
    private static final int MAX_EXCEPTIONS = 10;

    private final Labels labels;
    private final boolean sendsOnly;
    private final long[] counts = new long[FAMILIES.length];
    private final Map<String, Failures> failures = new LinkedHashMap<>();
    private final Histogram runtime = Histogram.ofRunTimes();
    private final Histogram wait = Histogram.ofWaitTimes();

    /** How often tasks failed with one class. */
    private static final class Failures {
        private final Labels labels;
        private long count;

        Failures(Labels labels) {
            this.labels = labels;
        }
    }

    QueueTasks(String hostname, String name, String queue, boolean sendsOnly) {
        this.labels = Labels.of("hostname", hostname, "name", name, "queue_name", queue);
        this.sendsOnly = sendsOnly;
    }

    void count(CeleryEvent event) {
        switch (event.type()) {
            case TASK_FAILED -> fail(event.exception());
            case TASK_SENT, TASK_RECEIVED, TASK_STARTED, TASK_SUCCEEDED, TASK_REJECTED, TASK_REVOKED, TASK_RETRIED ->
                counts[event.type().index()]++;
            case TASK_OTHER, WORKER_ONLINE, WORKER_HEARTBEAT, WORKER_OFFLINE -> {
                // no family of the exporter's
            }
        }
    }

    private void fail(String exception) {
        String known = exception.isEmpty() ? "UnknownException" : exception;
        if (!failures.containsKey(known) && failures.size() >= MAX_EXCEPTIONS) {
            known = CeleryState.OTHER;
        }
        failures.computeIfAbsent(known, name -> new Failures(labels.with("exception", name))).count++;
    }

    void ran(double seconds) {
        runtime.observe(seconds);
    }

    void waited(double seconds) {
        wait.observe(seconds);
    }

    void emit(MetricSink sink) {
        if (sendsOnly) {
            sink.add(SENT, labels, counts[0]);
            return;
        }
        for (int i = 0; i < FAMILIES.length; i++) {
            sink.add(FAMILIES[i], labels, counts[i]);
        }
        for (Failures ofClass : failures.values()) {
            sink.add(FAILED, ofClass.labels, ofClass.count);
        }
        runtime.emit(RUNTIME, labels, sink);
        wait.emit(WAIT, labels, sink);
    }
}
