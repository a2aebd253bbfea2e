package dev.monitoring.alerts.slo;

import java.time.Duration;
import java.util.Objects;

/**
 * Counts seconds in which something is fresh: the time stamp that a gauge holds is not too old. Of several, the oldest counts.
 * Immutable.
 *
 * @param timestamp the gauges, in seconds since 1970
 * @param within how old they may be
 */
public record FreshnessIndicator(CounterSelector timestamp, Duration within) implements Indicator {
    public FreshnessIndicator {
        Objects.requireNonNull(timestamp, "timestamp");
        if (within.toMillis() < 1) {
            throw new IllegalArgumentException("within is " + within + "; use a time above zero, for example 26h");
        }
    }

    @Override
    public String kind() {
        return "freshness";
    }

    @Override
    public String description() {
        return "good: time() - " + timestamp + " <= " + within.toMillis() / 1e3;
    }

    @Override
    public boolean countsEvents() {
        return false;
    }

    @Override
    public boolean partIsGood() {
        return false;
    }
}
