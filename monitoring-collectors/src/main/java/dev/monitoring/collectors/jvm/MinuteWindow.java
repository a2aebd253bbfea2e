package dev.monitoring.collectors.jvm;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Values of the last few minutes, one bucket per minute; the oldest minute is forgotten as a whole. Confined: its owner
 * guards it.
 */
final class MinuteWindow {
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long NEVER = Long.MIN_VALUE;

    private final long startNanos;
    private final long[] minutes;
    private final double[] sums;
    private final double[] maxima;

    MinuteWindow(int length, long startNanos) {
        this.startNanos = startNanos;
        this.minutes = new long[length];
        this.sums = new double[length];
        this.maxima = new double[length];
        Arrays.fill(minutes, NEVER);
    }

    void record(double value, long nowNanos) {
        long minute = minute(nowNanos);
        int bucket = (int) (minute % minutes.length);
        if (minutes[bucket] != minute) {
            minutes[bucket] = minute;
            sums[bucket] = 0;
            maxima[bucket] = 0;
        }
        sums[bucket] += value;
        maxima[bucket] = Math.max(maxima[bucket], value);
    }

    /** The greatest value recorded, or zero. */
    double max(long nowNanos) {
        double max = 0;
        for (int i = 0; i < minutes.length; i++) {
            if (isRecent(i, nowNanos)) {
                max = Math.max(max, maxima[i]);
            }
        }
        return max;
    }

    /** All values recorded, summed. */
    double sum(long nowNanos) {
        double sum = 0;
        for (int i = 0; i < minutes.length; i++) {
            if (isRecent(i, nowNanos)) {
                sum += sums[i];
            }
        }
        return sum;
    }

    private boolean isRecent(int bucket, long nowNanos) {
        return minutes[bucket] != NEVER && minutes[bucket] > minute(nowNanos) - minutes.length;
    }

    private long minute(long nowNanos) {
        return Math.max(0, nowNanos - startNanos) / MINUTE_NANOS;
    }
}
