package dev.monitoring.core.series;

import dev.monitoring.core.model.Labels;

/** One stored series, as of the moment it was selected or later. Thread-safe. */
public interface Series {
    /** The series' identity, metric name included. */
    Labels labels();

    /**
     * Replaces what {@code into} holds by the samples with {@code minMillis <= time <= maxMillis}, in ascending order of
     * time, stale markers included. Reads what was committed when it was called; a sample is there whole or not at all.
     * Allocates nothing where the buffer is large enough.
     */
    void read(long minMillis, long maxMillis, SampleBuffer into);
}
