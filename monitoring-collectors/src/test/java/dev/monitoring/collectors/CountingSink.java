package dev.monitoring.collectors;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;

/** A sink that keeps nothing and allocates nothing, to measure what a collector does. Confined to one thread. */
public final class CountingSink implements MetricSink {
    private long samples;

    /** The samples taken since it was made. */
    public long samples() {
        return samples;
    }

    @Override
    public long timestampMillis() {
        return 0;
    }

    @Override
    public void add(Family family, Labels labels, double value) {
        samples++;
    }

    @Override
    public void add(Family family, Labels labels, double value, long timestampMillis) {
        samples++;
    }

    @Override
    public void addHistogram(
            Family family, Labels labels, double[] upperBounds, double[] cumulativeCounts, double sum) {
        samples += cumulativeCounts.length + 2L;
    }

    @Override
    public void addSummary(
            Family family, Labels labels, double[] quantiles, double[] values, double sum, double count) {
        samples += quantiles.length + 2L;
    }

    @Override
    public void addPart(Family family, String sampleName, Labels labels, double value) {
        samples++;
    }

    @Override
    public void addPart(Family family, String sampleName, Labels labels, double value, long timestampMillis) {
        samples++;
    }

    @Override
    public void missing(String part, Throwable reason) {}
}
