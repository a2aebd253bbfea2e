package dev.monitoring.collectors.jobs;

import io.micrometer.core.instrument.Clock;
import java.util.concurrent.Callable;
import java.util.function.DoubleSupplier;

/** One background job of the application. Thread-safe; runs may overlap. */
public final class Job {
    private final JobMeters meters;
    private final Clock clock;

    Job(JobMeters meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
    }

    /** Runs it once, on this thread. What {@code work} throws is counted and goes on. */
    public void run(Runnable work) {
        long begin = meters.begin(clock);
        boolean success = false;
        try {
            work.run();
            success = true;
        } finally {
            meters.end(clock, begin, success);
        }
    }

    /**
     * Runs it once, on this thread, and gives back what it gives.
     *
     * @throws Exception what {@code work} throws, which is counted
     */
    public <T> T call(Callable<T> work) throws Exception {
        long begin = meters.begin(clock);
        boolean success = false;
        try {
            T result = work.call();
            success = true;
            return result;
        } finally {
            meters.end(clock, begin, success);
        }
    }

    /**
     * Counts items the job is done with, while it runs or after.
     *
     * @param items how many; nothing happens where it is not above zero
     */
    public void processed(long items) {
        if (items > 0) {
            meters.processed(items);
        }
    }

    /**
     * Says where to ask how many items wait for the job. Asked at each collection, so it must be quick; the first one given
     * stays.
     */
    public void queueSize(DoubleSupplier size) {
        meters.queueSize(size);
    }
}
