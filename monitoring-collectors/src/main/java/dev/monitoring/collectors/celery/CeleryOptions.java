package dev.monitoring.collectors.celery;

import java.time.Duration;
import java.util.List;

/**
 * What to keep and to show of one application. Immutable.
 *
 * @param dialect under whose names
 * @param queues the queues to look into besides those that tasks are seen sent to
 * @param queuesAreNamed whether the user named them, so that it is a fault where there is none of that name
 * @param taskLimit how many combinations of worker, task and queue have series of their own
 * @param workerLimit how many workers and senders are told apart
 * @param taskBytes what the tasks under way may take in memory
 * @param retention how long after its last event a worker's series are kept
 * @param prioritySteps the priorities that have lists of their own in Redis
 * @param keyPrefix what the application puts before its keys and channels in Redis
 */
record CeleryOptions(
        Dialect dialect,
        List<String> queues,
        boolean queuesAreNamed,
        int taskLimit,
        int workerLimit,
        long taskBytes,
        Duration retention,
        List<Integer> prioritySteps,
        String keyPrefix) {
    static final CeleryOptions DEFAULT = new CeleryOptions(
            Dialect.BOTH, List.of("celery"), false, 100, 200, 4 << 20, Duration.ofMinutes(10), List.of(0, 3, 6, 9), "");

    CeleryOptions {
        queues = List.copyOf(queues);
        prioritySteps = List.copyOf(prioritySteps);
    }

    CeleryOptions withLimits(int newTaskLimit, int newWorkerLimit, long newTaskBytes) {
        return new CeleryOptions(
                dialect,
                queues,
                queuesAreNamed,
                newTaskLimit,
                newWorkerLimit,
                newTaskBytes,
                retention,
                prioritySteps,
                keyPrefix);
    }
}
