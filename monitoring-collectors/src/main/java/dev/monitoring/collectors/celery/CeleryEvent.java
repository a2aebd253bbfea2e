package dev.monitoring.collectors.celery;

/**
 * An event, without what it says of arguments, results and tracebacks: that is never read. Numbers that an event does not
 * have are NaN, texts empty. Immutable.
 *
 * @param type what happened
 * @param hostname the node's name, {@code celery@host}
 * @param timestampSeconds when, by the clock of the sender, in seconds since 1970
 * @param uuid the task's id
 * @param name the task's name; only what is sent or received has one
 * @param queue where it was sent to; only what is sent has one
 * @param etaSeconds not before when it is to run, in seconds since 1970
 * @param runtimeSeconds how long it ran
 * @param exception the class of what it failed with
 * @param frequencySeconds how far apart heartbeats are to be
 * @param active how many tasks the worker runs
 * @param processed how many tasks the worker has begun since it is there
 */
record CeleryEvent(
        EventType type,
        String hostname,
        double timestampSeconds,
        String uuid,
        String name,
        String queue,
        double etaSeconds,
        double runtimeSeconds,
        String exception,
        double frequencySeconds,
        double active,
        double processed) {
    /** Whether it is to run at a later time than now. */
    boolean hasEta() {
        return !Double.isNaN(etaSeconds);
    }
}
