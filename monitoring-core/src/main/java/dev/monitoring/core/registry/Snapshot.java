package dev.monitoring.core.registry;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Target;
import java.util.Arrays;

/**
 * The samples of one target at one moment: a layout and a value for each of its slots. Made to be reused: a reader keeps
 * one and lets {@link Source#copyTo} fill it. Confined to one thread.
 *
 * <p>A slot without a value in this snapshot is {@linkplain #isAbsent absent}; that differs from a NaN the target reported.
 */
public final class Snapshot {
    /** Marks a slot without a value; bits no exporter and no arithmetic produces. */
    private static final long ABSENT_BITS = 0x7ff00000000abc5eL;

    private static final double ABSENT = Double.longBitsToDouble(ABSENT_BITS);
    private static final SeriesLayout NOTHING =
            SeriesLayout.builder(Target.of("none", "none")).build();

    private SeriesLayout layout = NOTHING;
    private long timestampMillis;
    private double[] values = new double[0];
    private long[] ownTimestamps = new long[0];

    /** The layout the values belong to. */
    public SeriesLayout layout() {
        return layout;
    }

    /** When the target was collected: the aligned tick, epoch milliseconds. */
    public long timestampMillis() {
        return timestampMillis;
    }

    /** The value in {@code slot}; meaningless where {@link #isAbsent}. */
    public double value(int slot) {
        return values[slot];
    }

    /** Whether {@code slot} has no value in this snapshot. */
    public boolean isAbsent(int slot) {
        return Double.doubleToRawLongBits(values[slot]) == ABSENT_BITS;
    }

    /** The sample's time: its own where it brought one, else the tick. */
    public long timestampMillis(int slot) {
        return hasOwnTimestamp(slot) ? ownTimestamps[slot] : timestampMillis;
    }

    /** Whether the sample brought a time of its own, as a scraped exposition may. */
    public boolean hasOwnTimestamp(int slot) {
        return slot < ownTimestamps.length && ownTimestamps[slot] != Long.MIN_VALUE;
    }

    /** Empties the snapshot and gives it another layout, every slot absent. */
    public void reset(SeriesLayout newLayout, long newTimestampMillis) {
        layout = newLayout;
        timestampMillis = newTimestampMillis;
        if (values.length < newLayout.size()) {
            values = new double[newLayout.size()];
        }
        Arrays.fill(values, 0, newLayout.size(), ABSENT);
        Arrays.fill(ownTimestamps, Long.MIN_VALUE);
    }

    /** Sets the value in {@code slot}, stamped with the tick. */
    public void set(int slot, double value) {
        values[slot] = value;
    }

    /** Sets the value in {@code slot}, stamped with a time of its own. */
    public void set(int slot, double value, long sampleTimestampMillis) {
        if (ownTimestamps.length <= slot) {
            int before = ownTimestamps.length;
            ownTimestamps = Arrays.copyOf(ownTimestamps, layout.size());
            Arrays.fill(ownTimestamps, before, ownTimestamps.length, Long.MIN_VALUE);
        }
        values[slot] = value;
        ownTimestamps[slot] = sampleTimestampMillis;
    }

    /** Makes this a copy of {@code other}; allocates nothing where it has room. */
    public void copyFrom(Snapshot other) {
        layout = other.layout;
        timestampMillis = other.timestampMillis;
        int size = other.layout.size();
        if (values.length < size) {
            values = new double[size];
        }
        System.arraycopy(other.values, 0, values, 0, size);
        if (ownTimestamps.length != other.ownTimestamps.length) {
            ownTimestamps = new long[other.ownTimestamps.length];
        }
        System.arraycopy(other.ownTimestamps, 0, ownTimestamps, 0, ownTimestamps.length);
    }

    /** The family that {@code slot} belongs to. */
    public Family family(int slot) {
        for (int i = layout.families().size() - 1; i >= 0; i--) {
            if (layout.firstSlot(i) <= slot) {
                return layout.families().get(i);
            }
        }
        throw new IndexOutOfBoundsException("slot " + slot + " of " + layout.size());
    }
}
