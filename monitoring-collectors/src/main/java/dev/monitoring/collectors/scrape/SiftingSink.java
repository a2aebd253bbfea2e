package dev.monitoring.collectors.scrape;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.util.function.Predicate;

/** Passes on the families that are wanted of the pages of a collector that reads more than those. Confined to a run. */
public class SiftingSink implements MetricSink {
    private final MetricSink sink;
    private final Predicate<Family> wanted;

    /** A sink before another. */
    public SiftingSink(MetricSink sink, Predicate<Family> wanted) {
        this.sink = sink;
        this.wanted = wanted;
    }

    @Override
    public long timestampMillis() {
        return sink.timestampMillis();
    }

    @Override
    public void add(Family family, Labels labels, double value) {
        if (wanted.test(family)) {
            sink.add(family, labels, value);
        }
    }

    @Override
    public void add(Family family, Labels labels, double value, long timestampMillis) {
        if (wanted.test(family)) {
            sink.add(family, labels, value, timestampMillis);
        }
    }

    @Override
    public void addHistogram(Family family, Labels labels, double[] upperBounds, double[] counts, double sum) {
        if (wanted.test(family)) {
            sink.addHistogram(family, labels, upperBounds, counts, sum);
        }
    }

    @Override
    public void addSummary(
            Family family, Labels labels, double[] quantiles, double[] values, double sum, double count) {
        if (wanted.test(family)) {
            sink.addSummary(family, labels, quantiles, values, sum, count);
        }
    }

    @Override
    public void addPart(Family family, String sampleName, Labels labels, double value) {
        if (wanted.test(family)) {
            sink.addPart(family, sampleName, labels, value);
        }
    }

    @Override
    public void addPart(Family family, String sampleName, Labels labels, double value, long timestampMillis) {
        if (wanted.test(family)) {
            sink.addPart(family, sampleName, labels, value, timestampMillis);
        }
    }

    @Override
    public void leftOut(int samples) {
        sink.leftOut(samples);
    }

    @Override
    public void missing(String part, Throwable reason) {
        sink.missing(part, reason);
    }
}
