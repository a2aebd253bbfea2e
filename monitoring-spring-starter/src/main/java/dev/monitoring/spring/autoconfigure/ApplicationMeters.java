package dev.monitoring.spring.autoconfigure;

import dev.monitoring.core.time.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Meters that the library keeps of an application whose own registry does not have them. Thread-safe.
 *
 * <p>Their registry is no bean: Spring Boot would take it for the application's and make none. There is none until somebody has
 * asked for it.
 */
public final class ApplicationMeters {
    private final Clock clock;
    private final Object lock = new Object();
    private @Nullable MeterRegistry registry; // guarded by lock

    ApplicationMeters(Clock clock) {
        this.clock = clock;
    }

    /** The clock by which durations are told. */
    public Clock clock() {
        return clock;
    }

    /** Where meters are kept. */
    public MeterRegistry registry() {
        synchronized (lock) {
            if (registry == null) {
                registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, new LibraryClock(clock));
            }
            return registry;
        }
    }

    /** Whether anybody has meters here. */
    boolean isUsed() {
        synchronized (lock) {
            return registry != null;
        }
    }

    /** Micrometer's view of a clock. */
    private record LibraryClock(Clock clock) implements io.micrometer.core.instrument.Clock {
        @Override
        public long wallTime() {
            return clock.epochMillis();
        }

        @Override
        public long monotonicTime() {
            return clock.nanoTime();
        }
    }
}
