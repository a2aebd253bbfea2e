package dev.monitoring.core.registry;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * Which series a target offers, in which order: the part of a snapshot that stays the same from tick to tick. Immutable,
 * compared by identity.
 *
 * <p>Each series has a slot; the slots of a family are contiguous. Whoever keeps something per series (a store reference,
 * rendered text) keeps an array by slot beside the layout it was made for, and makes it anew when the layout is another.
 */
public final class SeriesLayout {
    private final Target target;
    private final List<Family> families;
    private final int[] familyStarts;
    private final String[] sampleNames;
    private final Labels[] labels;
    private final Labels[] series;

    private SeriesLayout(
            Target target,
            List<Family> families,
            int[] familyStarts,
            String[] sampleNames,
            Labels[] labels,
            Labels[] series) {
        this.target = target;
        this.families = families;
        this.familyStarts = familyStarts;
        this.sampleNames = sampleNames;
        this.labels = labels;
        this.series = series;
    }

    /** The target all series belong to. */
    public Target target() {
        return target;
    }

    /** The families in the order of their slots. */
    public List<Family> families() {
        return families;
    }

    /** The first slot of the family at {@code familyIndex}. */
    public int firstSlot(int familyIndex) {
        return familyStarts[familyIndex];
    }

    /** The slot after the last one of the family at {@code familyIndex}. */
    public int endSlot(int familyIndex) {
        return familyStarts[familyIndex + 1];
    }

    /** The number of slots. */
    public int size() {
        return labels.length;
    }

    /** The sample's name: the family's, with {@code _bucket}, {@code _sum} or {@code _count} for histograms and summaries. */
    public String sampleName(int slot) {
        return sampleNames[slot];
    }

    /** The series' own labels, {@code le} and {@code quantile} included, without the target's and the metric name. */
    public Labels labels(int slot) {
        return labels[slot];
    }

    /** The full identity: metric name, own labels, the target's labels. */
    public Labels series(int slot) {
        return series[slot];
    }

    /** Prometheus' rule for clashes: the target's label wins, the series' own is kept as {@code exported_<name>}. */
    private static Labels identity(Labels target, Labels own, String sampleName, boolean honorLabels) {
        if (honorLabels) {
            return target.withAll(own).with(Labels.METRIC_NAME, sampleName);
        }
        Labels.Builder identity = own.toBuilder();
        for (Labels.Label label : target) {
            String hidden = own.get(label.name());
            if (hidden != null && !hidden.equals(label.value())) {
                identity.set("exported_" + label.name(), hidden);
            }
            identity.set(label.name(), label.value());
        }
        return identity.set(Labels.METRIC_NAME, sampleName).build();
    }

    public static Builder builder(Target target) {
        return new Builder(target, false);
    }

    /** A builder of a layout in which, if {@code honorLabels}, the series' own labels win over the target's. */
    public static Builder builder(Target target, boolean honorLabels) {
        return new Builder(target, honorLabels);
    }

    /** Collects slots family by family. Confined to one thread. */
    public static final class Builder {
        private final Target target;
        private final boolean honorLabels;
        private final Labels targetLabels;
        private final List<Family> families = new ArrayList<>();
        private final List<Integer> familyStarts = new ArrayList<>();
        private final List<String> sampleNames = new ArrayList<>();
        private final List<Labels> labels = new ArrayList<>();
        private final List<Labels> series = new ArrayList<>();

        private Builder(Target target, boolean honorLabels) {
            this.target = target;
            this.honorLabels = honorLabels;
            this.targetLabels = target.labels();
        }

        /** Begins the next family; the slots added after this are its own. */
        public Builder family(Family family) {
            families.add(family);
            familyStarts.add(labels.size());
            return this;
        }

        /** Adds a slot to the family begun last. */
        public Builder slot(String sampleName, Labels ownLabels) {
            sampleNames.add(sampleName);
            labels.add(ownLabels);
            series.add(identity(targetLabels, ownLabels, sampleName, honorLabels));
            return this;
        }

        /**
         * Adds a slot to the family begun last, for a series of an earlier layout of the same target. Its identity is taken
         * over instead of put together again, which is most of the cost of a layout.
         */
        public Builder slotOf(SeriesLayout earlier, int slot) {
            sampleNames.add(earlier.sampleNames[slot]);
            labels.add(earlier.labels[slot]);
            series.add(earlier.series[slot]);
            return this;
        }

        public SeriesLayout build() {
            familyStarts.add(labels.size());
            return new SeriesLayout(
                    target,
                    List.copyOf(families),
                    familyStarts.stream().mapToInt(Integer::intValue).toArray(),
                    sampleNames.toArray(new String[0]),
                    labels.toArray(new Labels[0]),
                    series.toArray(new Labels[0]));
        }
    }
}
