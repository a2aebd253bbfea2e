package dev.monitoring.core.query.function;

import dev.monitoring.core.query.value.Annotation;
import dev.monitoring.core.query.value.Position;
import java.time.Instant;

/** How often, where and by how much the buckets of one metric had to be made to grow. Confined to one thread. */
public final class MonotonicityFixes {
    private static final int DIFFERENCE_DIGITS = 2;

    private int samples;
    private long firstMillis = Long.MAX_VALUE;
    private long lastMillis = Long.MIN_VALUE;
    private double lowestBound = Double.POSITIVE_INFINITY;
    private double highestBound = Double.NEGATIVE_INFINITY;
    private double largestDifference;

    void note(long timeMillis, double lowest, double highest, double largest) {
        samples++;
        firstMillis = Math.min(firstMillis, timeMillis);
        lastMillis = Math.max(lastMillis, timeMillis);
        lowestBound = Math.min(lowestBound, lowest);
        highestBound = Math.max(highestBound, highest);
        largestDifference = Math.max(largestDifference, largest);
    }

    public boolean isEmpty() {
        return samples == 0;
    }

    /** The remark that says so. */
    public Annotation remark(String metricName, Position position) {
        String details = ", from buckets " + NumberText.general(lowestBound) + " to "
                + NumberText.general(highestBound) + ", with a max diff of "
                + NumberText.general(largestDifference, DIFFERENCE_DIGITS)
                + ", over " + samples + " samples from " + seconds(firstMillis) + " to " + seconds(lastMillis);
        return Remarks.forcedMonotonicity(metricName, details, position);
    }

    private static Instant seconds(long millis) {
        return Instant.ofEpochSecond(Math.floorDiv(millis, 1000L));
    }
}
