package dev.monitoring.core.micrometer;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.MetricType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Reads one meter, by the getters that cost nothing: what its samples are named was settled when the reader was made.
 * Confined to the thread of a run.
 */
abstract class MeterReader {
    final Meter meter;
    final MeterNames.Claim claim;

    private MeterReader(Meter meter, MeterNames.Claim claim) {
        this.meter = meter;
        this.claim = claim;
    }

    /**
     * Gives the meter's samples to the sink. Throws what the host's code throws.
     *
     * @param nowNanos the monotonic clock as of this run
     */
    abstract void read(MetricSink sink, long nowNanos);

    /** What readers are made with. */
    record Context(PrometheusNames names, RegistryLeaf.Kind kind, LongAdder nans) {}

    /** A reader for a meter whose name was claimed. */
    static MeterReader of(Meter meter, MeterNames.Claim claim, Context context) {
        Labels labels = context.names.labels(meter.getId());
        return meter.match(
                gauge -> gauge(gauge, claim, labels, context),
                counter -> new OfCounter(counter, claim, labels),
                timer -> new OfTimer(timer, claim, labels, context),
                summary -> new OfSummary(summary, claim, labels, context),
                longTask -> new OfLongTask(longTask, claim, labels),
                timeGauge -> new OfTimeGauge(timeGauge, claim, labels, context.nans),
                counter -> new OfFunctionCounter(counter, claim, labels),
                timer -> new OfFunctionTimer(timer, claim, labels),
                other -> new OfMeasurements(other, claim, labels, context.nans));
    }

    private static MeterReader gauge(Gauge gauge, MeterNames.Claim claim, Labels labels, Context context) {
        return gauge.getId().getName().endsWith(".info")
                ? new OfInfo(gauge, claim, labels)
                : new OfGauge(gauge, claim, labels, context.nans);
    }

    private static final class OfCounter extends MeterReader {
        private final Counter counter;
        private final Family family;
        private final Labels labels;

        OfCounter(Counter counter, MeterNames.Claim claim, Labels labels) {
            super(counter, claim);
            this.counter = counter;
            this.family = claim.family("_total", MetricType.COUNTER, counter.getId());
            this.labels = labels;
        }

        @Override
        void read(MetricSink sink, long nowNanos) {
            sink.add(family, labels, counter.count());
        }
    }

    private static final class OfFunctionCounter extends MeterReader {
        private final FunctionCounter counter;
        private final Family family;
        private final Labels labels;

        OfFunctionCounter(FunctionCounter counter, MeterNames.Claim claim, Labels labels) {
            super(counter, claim);
            this.counter = counter;
            this.family = claim.family("_total", MetricType.COUNTER, counter.getId());
            this.labels = labels;
        }

        @Override
        void read(MetricSink sink, long nowNanos) {
            sink.add(family, labels, counter.count());
        }
    }

    /**
     * A gauge is NaN when what it measures was garbage collected, or when its function threw: it has no value then, and its
     * series ends.
     */
    private static final class OfGauge extends MeterReader {
        private final Gauge gauge;
        private final Family family;
        private final Labels labels;
        private final LongAdder nans;

        OfGauge(Gauge gauge, MeterNames.Claim claim, Labels labels, LongAdder nans) {
            super(gauge, claim);
            this.gauge = gauge;
            this.family = claim.family("", MetricType.GAUGE, gauge.getId());
            this.labels = labels;
            this.nans = nans;
        }

        @Override
        void read(MetricSink sink, long nowNanos) {
            double value = gauge.value();
            if (Double.isNaN(value)) {
                nans.increment();
            } else {
                sink.add(family, labels, value);
            }
        }
    }

    private static final class OfTimeGauge extends MeterReader {
        private final TimeGauge gauge;
        private final Family family;
        private final Labels labels;
        private final LongAdder nans;

        OfTimeGauge(TimeGauge gauge, MeterNames.Claim claim, Labels labels, LongAdder nans) {
            super(gauge, claim);
            this.gauge = gauge;
            this.family = claim.family("", MetricType.GAUGE, gauge.getId());
            this.labels = labels;
            this.nans = nans;
        }

        @Override
        void read(MetricSink sink, long nowNanos) {
            double value = gauge.value(TimeUnit.SECONDS);
            if (Double.isNaN(value)) {
                nans.increment();
            } else {
                sink.add(family, labels, value);
            }
        }
    }

    private static final class OfInfo extends MeterReader {
        private final Family family;
        private final Labels labels;

        OfInfo(Gauge gauge, MeterNames.Claim claim, Labels labels) {
            super(gauge, claim);
            this.family = claim.family("_info", MetricType.INFO, gauge.getId());
            this.labels = labels;
        }

        @Override
        void read(MetricSink sink, long nowNanos) {
            sink.add(family, labels, 1);
        }
    }

    /**
     * A timer or summary that the host records into. Most of them are idle most of the time, so what only recording changes
     * is not read again while the count stays the same; the count is raised a moment before the rest is, so once more it is.
     * The maximum also decays by itself, in steps of 20 s or more, so of an idle meter it is read every 15
     * s: it costs more than all else, a lock and a look at the wall clock.
     */
    private abstract static class OfRecorded extends MeterReader {
        private static final int IDLE_MAX_SECONDS = 15;
        private static final long IDLE_MAX_NANOS = IDLE_MAX_SECONDS * 1_000_000_000L;

        private final Labels labels;
        private final DistributionSamples samples;
        private final Family maxFamily;
        private final boolean countTells;
        private long lastCount = -1;
        private boolean atRest;
        private double total;
        private double max;
        private long maxNanos;

        OfRecorded(Meter meter, MeterNames.Claim claim, Labels labels, DistributionSamples samples, Context context) {
            super(meter, claim);
            this.labels = labels;
            this.samples = samples;
            this.maxFamily = claim.family("_max", MetricType.GAUGE, meter.getId());
            this.countTells = context.kind.countTells;
        }

        abstract long count();

        abstract double total();

        abstract double max();

        @Override
        final void read(MetricSink sink, long nowNanos) {
            long count = count();
            boolean same = count == lastCount;
            boolean fresh = !same || !atRest || !countTells;
            if (fresh) {
                total = total();
            }
            if (fresh || nowNanos - maxNanos >= IDLE_MAX_NANOS) {
                max = max();
                maxNanos = nowNanos;
            }
            atRest = same;
            lastCount = count;
            samples.add(sink, count, total, fresh);
            sink.add(maxFamily, labels, max);
        }
    }

    private static final class OfTimer extends OfRecorded {
        private final Timer timer;

        OfTimer(Timer timer, MeterNames.Claim claim, Labels labels, Context context) {
            super(
                    timer,
                    claim,
                    labels,
                    DistributionSamples.of(timer, TimeUnit.SECONDS, claim, labels, context.kind.cumulativeBuckets),
                    context);
            this.timer = timer;
        }

        @Override
        long count() {
            return timer.count();
        }

        @Override
        double total() {
            return timer.totalTime(TimeUnit.SECONDS);
        }

        @Override
        double max() {
            return timer.max(TimeUnit.SECONDS);
        }
    }

    private static final class OfSummary extends OfRecorded {
        private final DistributionSummary summary;

        OfSummary(DistributionSummary summary, MeterNames.Claim claim, Labels labels, Context context) {
            super(
                    summary,
                    claim,
                    labels,
                    DistributionSamples.of(summary, null, claim, labels, context.kind.cumulativeBuckets),
                    context);
            this.summary = summary;
        }

        @Override
        long count() {
            return summary.count();
        }

        @Override
        double total() {
            return summary.totalAmount();
        }

        @Override
        double max() {
            return summary.max();
        }
    }

    /**
     * Long task timers are never asked for a snapshot but where that is known to be without effect: for some registries
     * taking one is what moves the figures they export.
     */
    private static final class OfLongTask extends MeterReader {
        private static final String SNAPSHOT_WITHOUT_EFFECT =
                "io.micrometer.core.instrument.internal.DefaultLongTaskTimer";

        private final LongTaskTimer timer;
        private final Labels labels;
        private final DistributionSamples samples;
        private final Family max;

        OfLongTask(LongTaskTimer timer, MeterNames.Claim claim, Labels labels) {
            super(timer, claim);
            this.timer = timer;
            this.labels = labels;
            this.samples = timer.getClass().getName().equals(SNAPSHOT_WITHOUT_EFFECT)
                    ? DistributionSamples.ofLongTask(timer, claim, labels)
                    : DistributionSamples.plain(timer, claim, labels);
            this.max = claim.family("_max", MetricType.GAUGE, timer.getId());
        }

        @Override
        void read(MetricSink sink, long nowNanos) {
            samples.add(sink, timer.activeTasks(), timer.duration(TimeUnit.SECONDS), true);
            sink.add(max, labels, timer.max(TimeUnit.SECONDS));
        }
    }

    private static final class OfFunctionTimer extends MeterReader {
        private final FunctionTimer timer;
        private final DistributionSamples samples;

        OfFunctionTimer(FunctionTimer timer, MeterNames.Claim claim, Labels labels) {
            super(timer, claim);
            this.timer = timer;
            this.samples = DistributionSamples.plain(timer, claim, labels);
        }

        @Override
        void read(MetricSink sink, long nowNanos) {
            samples.add(sink, timer.count(), timer.totalTime(TimeUnit.SECONDS), true);
        }
    }

    /** A meter of the host's own making. Its measurements are taken once; each asks its supplier again when it is read. */
    private static final class OfMeasurements extends MeterReader {
        private final Measurement[] measurements;
        private final Family[] families;
        private final Labels[] labels;
        private final LongAdder nans;

        OfMeasurements(Meter meter, MeterNames.Claim claim, Labels own, LongAdder nans) {
            super(meter, claim);
            List<Measurement> found = new ArrayList<>();
            meter.measure().forEach(found::add);
            this.measurements = found.toArray(new Measurement[0]);
            this.families = new Family[measurements.length];
            this.labels = new Labels[measurements.length];
            this.nans = nans;
            for (int i = 0; i < measurements.length; i++) {
                families[i] = family(measurements[i], meter.getId());
                labels[i] = own.with("statistic", measurements[i].getStatistic().toString());
            }
        }

        private Family family(Measurement measurement, Meter.Id id) {
            return switch (measurement.getStatistic()) {
                case TOTAL, TOTAL_TIME -> claim.family("_sum_total", MetricType.COUNTER, id);
                case COUNT -> claim.family("_total", MetricType.COUNTER, id);
                case MAX -> claim.family("_max", MetricType.GAUGE, id);
                case VALUE, UNKNOWN -> claim.family("_value", MetricType.GAUGE, id);
                case ACTIVE_TASKS -> claim.family("_active_count", MetricType.GAUGE, id);
                case DURATION -> claim.family("_duration_sum", MetricType.GAUGE, id);
            };
        }

        @Override
        void read(MetricSink sink, long nowNanos) {
            for (int i = 0; i < measurements.length; i++) {
                double value = measurements[i].getValue();
                if (Double.isNaN(value)) {
                    nans.increment();
                } else {
                    sink.add(families[i], labels[i], value);
                }
            }
        }
    }
}
