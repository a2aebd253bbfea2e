package dev.monitoring.samples.standalone;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;

/**
 * A made-up series: its name and labels, and its value at any moment. Immutable.
 *
 * @param family what it belongs to
 * @param sampleName the family's name, or that of a part of it
 * @param labels its own, without those of the target
 * @param shape its value over time
 */
record DemoSeries(Family family, String sampleName, Labels labels, Shape shape) {
    /** A value over time. The same moment has the same value always, so that past and present fit together. */
    @FunctionalInterface
    interface Shape {
        /**
         * The value at a moment.
         *
         * @param seconds since 1970
         */
        double at(double seconds);
    }

    /** Swings around {@code base}, never below zero where base and swing do not say so; {@code seed} sets its phase. */
    static Shape gauge(double base, double swing, double periodSeconds, int seed) {
        return seconds -> {
            double slow = Math.sin(turns(seconds, periodSeconds, seed));
            double quick = Math.sin(turns(seconds, periodSeconds / 7.3, seed / 3)) * 0.25;
            double jitter = (noise(Math.round(seconds), seed) - 0.5) * 0.3;
            double value = base + swing * (slow + quick + jitter) / 1.4;
            return base >= swing ? Math.max(0, value) : value;
        };
    }

    /** Counts up at {@code rate} a second, give or take {@code swing}, since {@code sinceSeconds}; never falls. */
    static Shape counter(double rate, double swing, double periodSeconds, int seed, double sinceSeconds) {
        return seconds -> {
            double amplitude = swing * periodSeconds / (2 * Math.PI);
            double waves =
                    Math.cos(turns(sinceSeconds, periodSeconds, seed)) - Math.cos(turns(seconds, periodSeconds, seed));
            return rate * (seconds - sinceSeconds) + amplitude * waves;
        };
    }

    private static double turns(double seconds, double periodSeconds, int seed) {
        return 2 * Math.PI * (seconds / periodSeconds + (seed & 0xffff) / 65_536.0);
    }

    /** Between 0 and 1, the same for the same moment and seed. */
    private static double noise(long seconds, int seed) {
        long mixed = (seconds * 0x9E3779B97F4A7C15L) ^ (seed * 0xC2B2AE3D27D4EB4FL);
        mixed = (mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L;
        return ((mixed ^ (mixed >>> 32)) >>> 11) / (double) (1L << 53);
    }
}
