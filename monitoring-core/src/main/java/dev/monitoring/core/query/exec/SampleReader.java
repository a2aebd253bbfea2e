package dev.monitoring.core.query.exec;

import dev.monitoring.core.series.SampleBuffer;
import dev.monitoring.core.series.Series;

/**
 * Reads the samples of one series after the other, each of which is there until any reader of the query reads the next. Confined
 * to one thread.
 */
final class SampleReader {
    private static final long[] NO_STARTS = {};

    private final Context context;
    private final SampleBuffer buffer;
    private int held;

    SampleReader(Context context) {
        this.context = context;
        this.buffer = context.buffer();
    }

    /** Reads the samples from {@code min} to {@code max}, both included, in place of those read before. */
    void read(Series series, long min, long max) {
        context.interrupt().check();
        if (min > max) {
            buffer.clear();
        } else {
            series.read(min, max, buffer);
        }
        context.budget().release(held);
        held = buffer.size();
        context.budget().hold(held);
    }

    int size() {
        return buffer.size();
    }

    long[] times() {
        return buffer.timestamps();
    }

    double[] values() {
        return buffer.values();
    }

    /** Start times; empty where no sample has one. */
    long[] starts() {
        return buffer.hasStarts() ? buffer.starts() : NO_STARTS;
    }
}
