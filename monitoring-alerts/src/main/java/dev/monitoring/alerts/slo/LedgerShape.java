package dev.monitoring.alerts.slo;

import java.time.Duration;
import java.util.List;

/**
 * How wide the buckets of an objective are, and how many there are. Immutable.
 *
 * <p>Two rings hold the same events. The coarse one reaches over the objective's window in {@value #COARSE} buckets: 15 minutes
 * each for 30 days. The fine one serves the windows of alerts that are too short for it, in buckets of a twentieth of the
 * shortest: 15 seconds for 5 minutes. So no window is off by more than 2.5 %.
 *
 * @param fineMillis the width of a fine bucket
 * @param fineBuckets how many
 * @param coarseMillis the width of a coarse bucket
 * @param coarseBuckets how many
 */
record LedgerShape(long fineMillis, int fineBuckets, long coarseMillis, int coarseBuckets) {
    private static final int COARSE = 2_880;

    /** Windows with fewer coarse buckets are read from the fine ring. */
    private static final int ENOUGH = 96;

    private static final int MAX_FINE = 2_880;
    private static final int OF_SHORTEST = 20;

    /** At least so many buckets in the shortest window. */
    private static final int LEAST = 4;

    /** One that is being filled, and one that a window reaches into halfway. */
    private static final int SPARE = 2;

    /**
     * The shape for an objective's window and the windows of its alerts.
     *
     * @throws IllegalArgumentException if the shortest is too short beside the others
     */
    static LedgerShape of(Duration window, List<Duration> alertWindows) {
        long coarse = Math.max(1, window.toMillis() / COARSE);
        long longestFine = 0;
        long shortest = Long.MAX_VALUE;
        for (Duration alertWindow : alertWindows) {
            long millis = alertWindow.toMillis();
            if (millis < ENOUGH * coarse) {
                longestFine = Math.max(longestFine, millis);
                shortest = Math.min(shortest, millis);
            }
        }
        if (longestFine == 0) {
            return new LedgerShape(coarse, 1, coarse, buckets(window.toMillis(), coarse));
        }
        long fine = Math.max(Math.max(1, shortest / OF_SHORTEST), longestFine / MAX_FINE);
        if (fine * LEAST > shortest) {
            throw new IllegalArgumentException("windows from " + Objective.text(Duration.ofMillis(shortest)) + " to "
                    + Objective.text(Duration.ofMillis(longestFine))
                    + " are too many buckets; make the short windows longer, a twelfth of the long ones is usual");
        }
        return new LedgerShape(fine, buckets(longestFine, fine), coarse, buckets(window.toMillis(), coarse));
    }

    private static int buckets(long window, long width) {
        return Math.toIntExact((window + width - 1) / width) + SPARE;
    }

    boolean isFine(long windowMillis) {
        return windowMillis < ENOUGH * coarseMillis;
    }

    /** How much memory the rings of one set of labels take, in bytes. */
    long bytes() {
        return (long) (fineBuckets + coarseBuckets) * CountRing.BUCKET_BYTES;
    }
}
