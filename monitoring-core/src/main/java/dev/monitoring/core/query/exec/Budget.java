package dev.monitoring.core.query.exec;

import dev.monitoring.core.query.value.QueryLimits;

/** What a running query holds and has read, in samples. Confined to one thread. */
final class Budget {
    private final QueryLimits limits;
    private long held;
    private long peak;
    private long read;

    Budget(QueryLimits limits) {
        this.limits = limits;
    }

    /** Counts samples or points that stay in memory for a while. */
    void hold(long samples) {
        held += samples;
        if (held > peak) {
            peak = held;
            if (held > limits.maxSamples()) {
                throw limits.tooManySamples();
            }
        }
    }

    void release(long samples) {
        held -= samples;
    }

    /** Counts samples that a step looked at; a sample in the windows of two steps counts twice. */
    void read(long samples) {
        read += samples;
    }

    /** The most that was held at a time. */
    long peak() {
        return peak;
    }

    long read() {
        return read;
    }
}
