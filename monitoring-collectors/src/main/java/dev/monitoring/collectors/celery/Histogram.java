package dev.monitoring.collectors.celery;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;

/** Observations by size. Confined to whoever holds the lock of the state. */
final class Histogram {
    /** The bounds of Python's client library unless set, in seconds; both exporters have them for run times. */
    private static final double[] RUN_TIMES = {0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10
    };

    /** The bounds of celery-exporter for the time in the queue, in seconds. */
    private static final double[] WAIT_TIMES = {0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800};

    private final double[] bounds;
    private final double[] counts; // cumulative
    private double sum;

    private Histogram(double[] bounds) {
        this.bounds = bounds;
        this.counts = new double[bounds.length + 1];
    }

    static Histogram ofRunTimes() {
        return new Histogram(RUN_TIMES);
    }

    static Histogram ofWaitTimes() {
        return new Histogram(WAIT_TIMES);
    }

    void observe(double seconds) {
        for (int i = counts.length - 1; i == bounds.length || i >= 0 && seconds <= bounds[i]; i--) {
            counts[i]++;
        }
        sum += seconds;
    }

    /** Gives it, if anything was observed, as the exporters do. */
    void emit(Family family, Labels labels, MetricSink sink) {
        if (counts[bounds.length] > 0) {
            sink.addHistogram(family, labels, bounds, counts, sum);
        }
    }
}
