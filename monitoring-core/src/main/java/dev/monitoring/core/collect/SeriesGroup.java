package dev.monitoring.core.collect;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.MetricType;
import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The series of one histogram or summary, which come and go together. Kept, so that the labels {@code le} and
 * {@code quantile} are put together once and not on each run. Confined to the thread of a run.
 */
final class SeriesGroup {
    final Family family;
    final Labels labels;

    /** The upper bounds or the quantiles. */
    final double[] points;

    /** One per point, for a histogram one for {@code +Inf}, then sum and count. */
    final SeriesEntry[] parts;

    private SeriesGroup(Family family, Labels labels, double[] points, SeriesEntry[] parts) {
        this.family = family;
        this.labels = labels;
        this.points = points;
        this.parts = parts;
    }

    /** Finds or makes the entry of one part; null where it may not be. */
    interface PartLookup {
        @Nullable
        SeriesEntry find(Family family, String sampleName, Labels labels);
    }

    /** How many samples a histogram with so many bounds, or a summary with so many quantiles, has. */
    static int size(Family family, int points) {
        return points + (family.type() == MetricType.SUMMARY ? 2 : 3);
    }

    /** Makes a group; null where one of its parts may not be. */
    static @Nullable SeriesGroup of(Family family, Labels labels, double[] points, PartLookup lookup) {
        boolean summary = family.type() == MetricType.SUMMARY;
        String pointLabel = summary ? "quantile" : "le";
        String pointName = summary ? family.name() : family.name() + "_bucket";
        String letter = family.type() == MetricType.GAUGE_HISTOGRAM ? "_g" : "_";
        SeriesEntry[] parts = new SeriesEntry[size(family, points.length)];
        for (int i = 0; i < parts.length; i++) {
            SeriesEntry part;
            if (i < points.length) {
                part = lookup.find(family, pointName, labels.with(pointLabel, text(points[i])));
            } else if (i == parts.length - 1) {
                part = lookup.find(family, family.name() + letter + "count", labels);
            } else if (i == parts.length - 2) {
                part = lookup.find(family, family.name() + letter + "sum", labels);
            } else {
                part = lookup.find(family, pointName, labels.with(pointLabel, "+Inf"));
            }
            if (part == null) {
                return null;
            }
            parts[i] = part;
        }
        SeriesGroup group = new SeriesGroup(family, labels, points.clone(), parts);
        for (SeriesEntry part : parts) {
            part.group = group;
        }
        return group;
    }

    boolean is(Family otherFamily, Labels otherLabels, double[] otherPoints) {
        return labels.equals(otherLabels) && family.equals(otherFamily) && Arrays.equals(points, otherPoints);
    }

    /** Whether all parts are still series of the target. */
    boolean isWhole() {
        for (SeriesEntry part : parts) {
            if (part.slot == SeriesEntry.DROPPED || part.group != this) {
                return false;
            }
        }
        return true;
    }

    /**
     * A bound or quantile as the exporters write it, which is Go's shortest form: {@code 0.005}, {@code 1}, {@code 1e+06},
     * {@code 2.5e-05}.
     */
    static String text(double point) {
        if (Double.isInfinite(point)) {
            return point > 0 ? "+Inf" : "-Inf";
        }
        if (Double.isNaN(point)) {
            return "NaN";
        }
        BigDecimal shortest = new BigDecimal(Double.toString(point)).stripTrailingZeros();
        if (shortest.signum() == 0) {
            return "0";
        }
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent >= -4 && exponent < 6) {
            return shortest.toPlainString();
        }
        String mantissa = shortest.movePointLeft(exponent).toPlainString();
        int size = Math.abs(exponent);
        return mantissa + (exponent < 0 ? "e-" : "e+") + (size < 10 ? "0" : "") + size;
    }
}
