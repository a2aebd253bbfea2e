package dev.monitoring.core.collect;

/**
 * A collector that is fed by events instead of asking: a subscription, a listener. It counts what arrives, and
 * {@link #collect} reads those counts from memory without I/O.
 *
 * <p>{@link #start} is called before the first {@code collect}, off the host's threads, and again with growing distance as
 * long as it throws; a connection lost later is the collector's to report, by throwing from {@code collect}, after which it
 * is closed and started anew. So {@link #close} may come several times, and {@code start} after it.
 */
public interface PushCollector extends MetricCollector {
    /**
     * Subscribes to the events.
     *
     * @param feed asks for an early run when something worth showing at once has happened
     * @throws Exception the source cannot be reached; tried again later
     */
    void start(EventFeed feed) throws Exception;

    /** How an event-fed collector asks to be collected before its next tick. Thread-safe. */
    interface EventFeed {
        /**
         * Asks for a run soon. Calls are merged: at most one early run per second. Its samples are stamped with the wall
         * clock, between two ticks, which costs the history more room than samples at ticks; the ticks' own runs come as
         * ever. Where a tick is about to run, or the collector is backed off after failures, that is all there is. Never
         * blocks, never throws.
         */
        void changed();
    }
}
