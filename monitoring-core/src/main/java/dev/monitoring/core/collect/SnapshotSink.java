package dev.monitoring.core.collect;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.MetricType;
import dev.monitoring.core.registry.Snapshot;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The sink that a run fills. Confined to the thread of the run, but for {@link #shut} and {@link #detach}, which the owner
 * calls while a run hangs: from then on whatever a collector gives to it is refused with an exception, which also ends a
 * collector that emits without end.
 */
final class SnapshotSink implements MetricSink {
    private volatile boolean open;
    private @Nullable SlotTable table;

    SnapshotSink(SlotTable table) {
        this.table = table;
    }

    void begin(long timestampMillis) {
        if (table != null) {
            table.begin(timestampMillis);
            open = true;
        }
    }

    /** Refuses all further samples of this run. Thread-safe. */
    void shut() {
        open = false;
    }

    /** Lets go of everything, so that a thread that hangs for ever keeps only this object. Thread-safe. */
    void detach() {
        open = false;
        table = null;
    }

    @Override
    public long timestampMillis() {
        return table().timestampMillis();
    }

    @Override
    public void add(Family family, Labels labels, double value) {
        table().put(family, family.name(), labels, value, SlotTable.NO_TIME);
    }

    @Override
    public void add(Family family, Labels labels, double value, long timestampMillis) {
        table().put(family, family.name(), labels, value, timestampMillis);
    }

    @Override
    public void addPart(Family family, String sampleName, Labels labels, double value) {
        table().put(family, sampleName, labels, value, SlotTable.NO_TIME);
    }

    @Override
    public void addPart(Family family, String sampleName, Labels labels, double value, long timestampMillis) {
        table().put(family, sampleName, labels, value, timestampMillis);
    }

    @Override
    public void leftOut(int samples) {
        table().leftOut(samples);
    }

    @Override
    public void addHistogram(
            Family family, Labels labels, double[] upperBounds, double[] cumulativeCounts, double sum) {
        if (family.type() != MetricType.HISTOGRAM && family.type() != MetricType.GAUGE_HISTOGRAM) {
            throw wrongType(family, "addHistogram", "histogram");
        }
        requireAscending(family, "upper bounds", upperBounds);
        int last = upperBounds.length;
        if (cumulativeCounts.length != last + 1) {
            throw new IllegalArgumentException(
                    "histogram " + family.name() + " has " + last + " upper bounds and " + cumulativeCounts.length
                            + " counts; give one count more than bounds, that of all observations last");
        }
        if (last > 0 && upperBounds[last - 1] == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("the upper bounds of histogram " + family.name()
                    + " end in +Inf; leave it out, its count is the last one given");
        }
        table().putGroup(family, labels, upperBounds, cumulativeCounts, sum, cumulativeCounts[last]);
    }

    @Override
    public void addSummary(
            Family family, Labels labels, double[] quantiles, double[] values, double sum, double count) {
        if (family.type() != MetricType.SUMMARY) {
            throw wrongType(family, "addSummary", "summary");
        }
        requireAscending(family, "quantiles", quantiles);
        if (values.length != quantiles.length) {
            throw new IllegalArgumentException("summary " + family.name() + " has " + quantiles.length
                    + " quantiles and " + values.length + " values; give a value for each quantile");
        }
        table().putGroup(family, labels, quantiles, values, sum, count);
    }

    @Override
    public void missing(String part, Throwable reason) {
        table().faults().missing(part, reason);
    }

    private SlotTable table() {
        SlotTable current = table;
        if (!open || current == null) {
            throw new IllegalStateException(
                    "the run this sink belongs to is over; give samples during collect and before the deadline only");
        }
        return current;
    }

    private static void requireAscending(Family family, String what, double[] points) {
        for (int i = 0; i < points.length; i++) {
            if (Double.isNaN(points[i]) || i > 0 && points[i] <= points[i - 1]) {
                throw new IllegalArgumentException("the " + what + " of " + family.name() + " do not ascend at index "
                        + i + ", where " + points[i] + " stands; sort them and give each once");
            }
        }
    }

    private static IllegalArgumentException wrongType(Family family, String method, String type) {
        return new IllegalArgumentException(
                family.name() + " is a " + family.type().word() + "; " + method + " takes families of type " + type);
    }

    /** What a run brought; good until the next begins. */
    record Delivery(Snapshot snapshot, int kept, RunFaults faults) {}

    /** Ends a run that delivered. */
    Delivery commit(double seconds) {
        open = false;
        SlotTable current = Objects.requireNonNull(table, "detached while its run published");
        Snapshot snapshot = current.commit(seconds);
        return new Delivery(snapshot, current.kept(), current.faults());
    }

    /**
     * Ends a run that failed.
     *
     * @param anew whether the table may have been left half changed, and is to be begun anew
     */
    void abort(boolean anew) {
        open = false;
        SlotTable current = table;
        if (current == null) {
            return;
        }
        if (anew) {
            table = current.fresh();
        } else {
            current.abort();
        }
    }
}
