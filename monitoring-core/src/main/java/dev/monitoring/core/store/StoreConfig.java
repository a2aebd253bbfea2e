package dev.monitoring.core.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a {@link RingBufferStore} keeps and where it stops. Immutable.
 *
 * @param retention how far back samples are kept; a block of samples goes when all of it is older
 * @param interval how often most series get a sample; only retention is checked against it
 * @param maxBytes how much heap the store may take, by its own estimate
 * @param maxSeries how many series may exist
 * @param maxSeriesPerFamily how many series of one metric name may exist
 * @param futureTolerance how far ahead of the clock a sample may be
 */
public record StoreConfig(
        Duration retention,
        Duration interval,
        long maxBytes,
        int maxSeries,
        int maxSeriesPerFamily,
        Duration futureTolerance) {
    private static final long MIN_BYTES = 1L << 20;

    /**
     * Checks all of it.
     *
     * @throws IllegalArgumentException naming every value that cannot be, with the setting to change
     */
    public StoreConfig {
        List<String> faults = new ArrayList<>();
        if (interval.compareTo(Duration.ofMillis(1)) < 0) {
            faults.add("interval " + text(interval)
                    + " is shorter than a millisecond; set monitoring.interval to at least 100ms");
        } else if (retention.compareTo(interval.multipliedBy(2)) < 0) {
            faults.add("retention " + text(retention) + " is shorter than two collection intervals (" + text(interval)
                    + " each); set monitoring.history.retention to at least " + text(interval.multipliedBy(2)));
        }
        if (maxBytes < MIN_BYTES) {
            faults.add(
                    "max-memory " + maxBytes + " bytes is less than 1MiB; set monitoring.history.max-memory to at least"
                            + " that, or leave it at 64MiB");
        }
        if (maxSeries < 1) {
            faults.add("max-series " + maxSeries + " lets no series exist; set monitoring.history.max-series to at"
                    + " least 1");
        }
        if (maxSeriesPerFamily < 1) {
            faults.add("max-series-per-family " + maxSeriesPerFamily
                    + " lets no series exist; set monitoring.history.max-series-per-family to at least 1");
        }
        if (futureTolerance.isNegative()) {
            faults.add("future tolerance " + text(futureTolerance)
                    + " is negative; it says how far ahead of the clock a sample may be, so use 0s or more");
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
    }

    /**
     * A builder with the defaults: 60 minutes at 5 seconds, 64 MiB, 20,000 series, 2,000 of one metric name, 10 minutes
     * ahead of the clock.
     */
    public static Builder builder() {
        return new Builder();
    }

    /** A length of time for people: {@code 1h}, {@code 1m30s}. */
    static String text(Duration duration) {
        String iso = duration.toString().toLowerCase(Locale.ROOT);
        return iso.startsWith("pt") ? iso.substring(2) : iso;
    }

    /** Collects settings in any order. Confined to one thread. */
    public static final class Builder {
        private Duration retention = Duration.ofMinutes(60);
        private Duration interval = Duration.ofSeconds(5);
        private long maxBytes = 64L << 20;
        private int maxSeries = 20_000;
        private int maxSeriesPerFamily = 2_000;
        private Duration futureTolerance = Duration.ofMinutes(10);

        private Builder() {}

        public Builder retention(Duration newRetention) {
            retention = newRetention;
            return this;
        }

        public Builder interval(Duration newInterval) {
            interval = newInterval;
            return this;
        }

        public Builder maxBytes(long newMaxBytes) {
            maxBytes = newMaxBytes;
            return this;
        }

        public Builder maxSeries(int newMaxSeries) {
            maxSeries = newMaxSeries;
            return this;
        }

        public Builder maxSeriesPerFamily(int newMaxSeriesPerFamily) {
            maxSeriesPerFamily = newMaxSeriesPerFamily;
            return this;
        }

        public Builder futureTolerance(Duration newFutureTolerance) {
            futureTolerance = newFutureTolerance;
            return this;
        }

        /**
         * The configuration.
         *
         * @throws IllegalArgumentException naming every value that cannot be, with the setting to change
         */
        public StoreConfig build() {
            return new StoreConfig(retention, interval, maxBytes, maxSeries, maxSeriesPerFamily, futureTolerance);
        }
    }
}
