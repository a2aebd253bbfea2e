package dev.monitoring.collectors.redis;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.util.IdentityHashMap;

/** Adds a label to all that goes through. Confined to the runs. */
final class LabellingSink implements MetricSink {
    private static final int MAX_KNOWN = 20_000;

    private final String name;
    private final String value;
    /** By the object, since collectors keep their labels from run to run. */
    private final IdentityHashMap<Labels, Labels> known = new IdentityHashMap<>();

    private MetricSink sink = this;

    LabellingSink(String name, String value) {
        this.name = name;
        this.value = value;
    }

    /** This, on top of the sink of a run. */
    LabellingSink over(MetricSink below) {
        sink = below;
        return this;
    }

    private Labels with(Labels labels) {
        if (known.size() > MAX_KNOWN) {
            known.clear();
        }
        return known.computeIfAbsent(labels, plain -> plain.with(name, value));
    }

    @Override
    public long timestampMillis() {
        return sink.timestampMillis();
    }

    @Override
    public void add(Family family, Labels labels, double sample) {
        sink.add(family, with(labels), sample);
    }

    @Override
    public void add(Family family, Labels labels, double sample, long timestampMillis) {
        sink.add(family, with(labels), sample, timestampMillis);
    }

    @Override
    public void addHistogram(Family family, Labels labels, double[] upperBounds, double[] counts, double sum) {
        sink.addHistogram(family, with(labels), upperBounds, counts, sum);
    }

    @Override
    public void addSummary(
            Family family, Labels labels, double[] quantiles, double[] values, double sum, double count) {
        sink.addSummary(family, with(labels), quantiles, values, sum, count);
    }

    @Override
    public void addPart(Family family, String sampleName, Labels labels, double sample) {
        sink.addPart(family, sampleName, with(labels), sample);
    }

    @Override
    public void addPart(Family family, String sampleName, Labels labels, double sample, long timestampMillis) {
        sink.addPart(family, sampleName, with(labels), sample, timestampMillis);
    }

    @Override
    public void missing(String part, Throwable reason) {
        sink.missing(value + ": " + part, reason);
    }
}
