package dev.monitoring.spring.autoconfigure;

import dev.monitoring.core.time.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Meters that the library keeps of an application whose own registry does not have them. Thread-safe.
 *
 * <p>Their registry is no bean: Spring Boot would take it for the application's and make none. There is none until it is needed,
 * so that no application waits for Micrometer while it starts.
 */
public final class ApplicationMeters {
    private final Clock clock;
    private final Object lock = new Object();
    private @Nullable MeterRegistry registry; // guarded by lock
    private volatile boolean used;

    ApplicationMeters(Clock clock) {
        this.clock = clock;
    }

    /** The clock by which durations are told. */
    public Clock clock() {
        return clock;
    }

    /** Where whoever asks will keep meters, once it has some. */
    public Supplier<MeterRegistry> use() {
        used = true;
        return this::registry;
    }

    /** Where meters are kept. */
    MeterRegistry registry() {
        synchronized (lock) {
            if (registry == null) {
                registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, new LibraryClock(clock));
            }
            return registry;
        }
    }

    /** Whether anybody keeps meters here. */
    boolean isUsed() {
        return used;
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
