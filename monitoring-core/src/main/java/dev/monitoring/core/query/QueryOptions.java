package dev.monitoring.core.query;

import dev.monitoring.core.query.value.QueryLimits;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one query wants otherwise than the engine's configuration has it. Immutable. Limits can be made tighter here, never
 * wider.
 */
public final class QueryOptions {
    private static final QueryOptions NONE = new QueryOptions(null, null, () -> false, null, null, null, false);

    private final @Nullable Duration lookback;
    private final @Nullable Duration timeout;
    private final BooleanSupplier cancelled;
    private final @Nullable Integer maxSamples;
    private final @Nullable Integer maxPoints;
    private final @Nullable Boolean experimental;
    private final boolean version2;

    private QueryOptions(
            @Nullable Duration lookback,
            @Nullable Duration timeout,
            BooleanSupplier cancelled,
            @Nullable Integer maxSamples,
            @Nullable Integer maxPoints,
            @Nullable Boolean experimental,
            boolean version2) {
        this.lookback = lookback;
        this.timeout = timeout;
        this.cancelled = cancelled;
        this.maxSamples = maxSamples;
        this.maxPoints = maxPoints;
        this.experimental = experimental;
        this.version2 = version2;
    }

    /** Everything as configured. */
    public static QueryOptions none() {
        return NONE;
    }

    /**
     * Another lookback.
     *
     * @throws IllegalArgumentException if it is shorter than a millisecond
     */
    public QueryOptions withLookback(Duration newLookback) {
        if (newLookback.toMillis() < 1) {
            throw new IllegalArgumentException("lookback is " + newLookback + "; it must be at least a millisecond");
        }
        return new QueryOptions(newLookback, timeout, cancelled, maxSamples, maxPoints, experimental, version2);
    }

    /**
     * A shorter timeout.
     *
     * @throws IllegalArgumentException if it is not longer than zero
     */
    public QueryOptions withTimeout(Duration newTimeout) {
        if (newTimeout.isNegative() || newTimeout.isZero()) {
            throw new IllegalArgumentException("timeout is " + newTimeout + "; it must be longer than zero");
        }
        return new QueryOptions(lookback, newTimeout, cancelled, maxSamples, maxPoints, experimental, version2);
    }

    /** Something that says, asked often and from the querying thread, whether nobody waits for the answer any more. */
    public QueryOptions withCancellation(BooleanSupplier newCancelled) {
        return new QueryOptions(lookback, timeout, newCancelled, maxSamples, maxPoints, experimental, version2);
    }

    /** A smaller number of samples that may be held at a time. */
    public QueryOptions withMaxSamples(int newMaxSamples) {
        return new QueryOptions(lookback, timeout, cancelled, newMaxSamples, maxPoints, experimental, version2);
    }

    /** A smaller number of steps. */
    public QueryOptions withMaxPoints(int newMaxPoints) {
        return new QueryOptions(lookback, timeout, cancelled, maxSamples, newMaxPoints, experimental, version2);
    }

    /** Whether experimental parts of the language may be used. */
    public QueryOptions withExperimental(boolean newExperimental) {
        return new QueryOptions(lookback, timeout, cancelled, maxSamples, maxPoints, newExperimental, version2);
    }

    /**
     * Windows, extrapolation and sums as in Prometheus 2.42 instead of 3. For comparison with that version in tests; the
     * language stays that of 3.
     */
    QueryOptions matchingVersion2() {
        return new QueryOptions(lookback, timeout, cancelled, maxSamples, maxPoints, experimental, true);
    }

    Optional<Duration> lookback() {
        return Optional.ofNullable(lookback);
    }

    BooleanSupplier cancelled() {
        return cancelled;
    }

    boolean isExperimental(boolean configured) {
        return experimental == null ? configured : experimental;
    }

    boolean matchesVersion2() {
        return version2;
    }

    /** The configured limits, made tighter where these options say so. */
    QueryLimits tighten(QueryLimits limits) {
        QueryLimits tight = limits;
        if (timeout != null && timeout.compareTo(limits.timeout()) < 0) {
            tight = tight.withTimeout(timeout);
        }
        if (maxSamples != null) {
            tight = tight.withMaxSamples(Math.min(maxSamples, limits.maxSamples()));
        }
        if (maxPoints != null) {
            tight = tight.withMaxPoints(Math.min(maxPoints, limits.maxPoints()));
        }
        return tight;
    }
}
