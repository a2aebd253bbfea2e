package dev.monitoring.core.time;

import java.time.Duration;

/** The moment by which an operation must be done, on the monotonic clock. Immutable and thread-safe. */
public final class Deadline {
    private final Clock clock;
    private final long endNanos;

    private Deadline(Clock clock, long endNanos) {
        this.clock = clock;
        this.endNanos = endNanos;
    }

    /** A deadline {@code timeout} from now. */
    public static Deadline after(Duration timeout, Clock clock) {
        return new Deadline(clock, clock.nanoTime() + timeout.toNanos());
    }

    /** Nanoseconds left; zero once the moment has passed. */
    public long remainingNanos() {
        return Math.max(0, endNanos - clock.nanoTime());
    }

    /** Time left; zero once the moment has passed. */
    public Duration remaining() {
        return Duration.ofNanos(remainingNanos());
    }

    public boolean hasPassed() {
        return remainingNanos() == 0;
    }
}
