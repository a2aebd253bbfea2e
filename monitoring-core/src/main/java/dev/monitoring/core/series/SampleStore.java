package dev.monitoring.core.series;

/** What writers see of a store. Thread-safe. */
public interface SampleStore {
    /**
     * Begins a batch of appends. The store has one writer at a time: the call waits while another batch is open, and the
     * batch ends with {@link Appender#close}. Batches are short: a snapshot, a request; never hold one across I/O.
     */
    Appender append();
}
