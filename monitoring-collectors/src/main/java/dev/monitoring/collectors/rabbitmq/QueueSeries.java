package dev.monitoring.collectors.rabbitmq;

/** Under which names queues are shown one by one. */
enum QueueSeries {
    /** As the plugin's page {@code /metrics}: sums of all queues only. */
    AGGREGATED("rabbitmq_", false),
    /** Sums, and beside them each queue as the plugin's page {@code /metrics/detailed} has it. */
    DETAILED("rabbitmq_detailed_", true),
    /** As the plugin's page {@code /metrics/per-object}: each queue instead of the sums. */
    PER_OBJECT("rabbitmq_", true);

    private final String prefix;
    private final boolean single;

    QueueSeries(String prefix, boolean single) {
        this.prefix = prefix;
        this.single = single;
    }

    /** What the names of a single queue's families begin with. */
    String prefix() {
        return prefix;
    }

    /** Whether queues are shown one by one. */
    boolean hasSingleQueues() {
        return single;
    }

    /** Whether the sums of all queues are shown. */
    boolean hasSums() {
        return this != PER_OBJECT;
    }
}
