package dev.monitoring.core.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a collector is doing with one target. Immutable.
 *
 * @param state whether it works
 * @param lastSuccess when it last delivered samples
 * @param lastError why it last failed, secrets removed; kept after recovery
 * @param lastErrorAt when it last failed
 * @param lastDuration how long the last run took
 * @param samples the number of samples the last successful run delivered
 * @param consecutiveFailures how many runs failed since the last success
 * @param nextTry when it runs next
 */
public record CollectorHealth(
        State state,
        Optional<Instant> lastSuccess,
        Optional<String> lastError,
        Optional<Instant> lastErrorAt,
        Duration lastDuration,
        int samples,
        int consecutiveFailures,
        Optional<Instant> nextTry) {

    /** Whether a collector works. */
    public enum State {
        /** Has not run yet. */
        STARTING,
        /** The last run delivered all it should. */
        UP,
        /** The last run delivered some of it; {@link #lastError} says what is missing. */
        PARTIAL,
        /** The last run failed. */
        DOWN,
        /** Failed so often that it is only tried now and then. */
        BACKING_OFF
    }

    /** Before the first run. */
    public static CollectorHealth starting() {
        return new CollectorHealth(
                State.STARTING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO,
                0,
                0,
                Optional.empty());
    }
}
