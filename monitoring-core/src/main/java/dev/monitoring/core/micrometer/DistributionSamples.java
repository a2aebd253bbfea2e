package dev.monitoring.core.micrometer;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.MetricType;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.HistogramSupport;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The samples of a distribution: a count and a sum, and buckets or quantiles where it has them. Confined to the thread of a
 * run.
 *
 * <p>Buckets and quantiles come from a snapshot, which allocates, so one is taken only where it may differ from the last:
 * buckets change by recording, quantiles also by themselves.
 */
final class DistributionSamples {
    private final @Nullable HistogramSupport meter;
    private final @Nullable TimeUnit unit;
    private final Family family;
    private final Labels labels;
    private final String countName;
    private final String sumName;
    private final boolean buckets;
    private final String pointName;
    private final @Nullable Labels[] pointLabels;
    private final double[] pointValues;

    private DistributionSamples(
            @Nullable HistogramSupport meter,
            @Nullable TimeUnit unit,
            Family family,
            Labels labels,
            boolean buckets,
            int points) {
        this.meter = meter;
        this.unit = unit;
        this.family = family;
        this.labels = labels;
        this.buckets = buckets;
        String letter = family.type() == MetricType.GAUGE_HISTOGRAM ? "_g" : "_";
        this.countName = family.name() + letter + "count";
        this.sumName = family.name() + letter + "sum";
        this.pointName = buckets ? family.name() + "_bucket" : family.name();
        this.pointLabels = new Labels[points];
        this.pointValues = new double[points];
    }

    /** A count and a sum alone. */
    static DistributionSamples plain(Meter meter, MeterNames.Claim claim, Labels labels) {
        Family family = claim.family("", MetricType.SUMMARY, meter.getId());
        return new DistributionSamples(null, null, family, labels, false, 0);
    }

    /**
     * With what the meter's snapshot has.
     *
     * @param unit that of the samples for a timer; null for a distribution summary
     * @param cumulativeBuckets whether buckets only rise; if not, they are left out
     */
    static <T extends Meter & HistogramSupport> DistributionSamples of(
            T meter, @Nullable TimeUnit unit, MeterNames.Claim claim, Labels labels, boolean cumulativeBuckets) {
        return of(meter, meter.takeSnapshot(), unit, claim, labels, cumulativeBuckets ? MetricType.HISTOGRAM : null);
    }

    /** With the buckets of a long task timer, which rise and fall with what is under way. */
    static DistributionSamples ofLongTask(LongTaskTimer meter, MeterNames.Claim claim, Labels labels) {
        return of(meter, meter.takeSnapshot(), TimeUnit.SECONDS, claim, labels, MetricType.GAUGE_HISTOGRAM);
    }

    private static DistributionSamples of(
            HistogramSupport meter,
            HistogramSnapshot snapshot,
            @Nullable TimeUnit unit,
            MeterNames.Claim claim,
            Labels labels,
            @Nullable MetricType withBuckets) {
        int bounds = snapshot.histogramCounts().length;
        MetricType type = withBuckets != null && bounds > 0 ? withBuckets : MetricType.SUMMARY;
        boolean buckets = type != MetricType.SUMMARY;
        Family family = claim.family("", type, meter.getId());
        if (family.type() != type) {
            // Meters of one name disagree; a count and a sum fit into either kind of family.
            return new DistributionSamples(null, null, family, labels, false, 0);
        }
        if (buckets) {
            boolean endless = Double.isInfinite(snapshot.histogramCounts()[bounds - 1].bucket());
            return new DistributionSamples(meter, unit, family, labels, true, endless ? bounds : bounds + 1);
        }
        int quantiles = snapshot.percentileValues().length;
        return new DistributionSamples(quantiles == 0 ? null : meter, unit, family, labels, false, quantiles);
    }

    /**
     * Gives all samples to the sink.
     *
     * @param fresh whether the meter may have been recorded into since the last time
     */
    void add(MetricSink sink, double count, double sum, boolean fresh) {
        double total = count;
        if (meter != null) {
            refresh(meter, fresh);
            for (int i = 0; i < pointLabels.length; i++) {
                Labels point = pointLabels[i];
                if (point != null) {
                    sink.addPart(family, pointName, point, pointValues[i]);
                }
            }
            total = buckets ? pointValues[pointValues.length - 1] : count;
        }
        sink.addPart(family, countName, labels, total);
        sink.addPart(family, sumName, labels, sum);
    }

    private void refresh(HistogramSupport histogram, boolean fresh) {
        if (buckets && !fresh) {
            return;
        }
        HistogramSnapshot snapshot = histogram.takeSnapshot();
        if (buckets) {
            fillBuckets(snapshot.histogramCounts(), snapshot.count());
        } else {
            fillQuantiles(snapshot.percentileValues());
        }
    }

    private void fillBuckets(CountAtBucket[] counts, long count) {
        double last = 0;
        for (int i = 0; i < pointLabels.length; i++) {
            if (i < counts.length) {
                last = counts[i].count();
                if (pointLabels[i] == null) {
                    double bound = unit == null ? counts[i].bucket() : counts[i].bucket(unit);
                    pointLabels[i] = labels.with("le", text(bound));
                }
            } else {
                last = Math.max(last, count);
                if (pointLabels[i] == null) {
                    pointLabels[i] = labels.with("le", "+Inf");
                }
            }
            pointValues[i] = last;
        }
    }

    private void fillQuantiles(ValueAtPercentile[] values) {
        for (int i = 0; i < Math.min(pointLabels.length, values.length); i++) {
            pointValues[i] = unit == null ? values[i].value() : values[i].value(unit);
            if (pointLabels[i] == null) {
                pointLabels[i] = labels.with("quantile", text(values[i].percentile()));
            }
        }
    }

    /** A bound as Micrometer's Prometheus registry writes it. */
    private static String text(double bound) {
        return bound == Double.POSITIVE_INFINITY ? "+Inf" : Double.toString(bound);
    }
}
