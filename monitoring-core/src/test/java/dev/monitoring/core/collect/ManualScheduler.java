package dev.monitoring.core.collect;

import dev.monitoring.core.registry.Registry;
import dev.monitoring.core.time.ManualClock;
import dev.monitoring.core.time.ManualEventLoop;
import java.time.Duration;

/** A scheduler on a clock that stands still until told to move; all runs happen on the test's thread. Confined to it. */
public final class ManualScheduler implements AutoCloseable {
    private final ManualEventLoop loop;
    private final CollectorScheduler scheduler;

    public ManualScheduler(Registry registry, ManualClock clock) {
        loop = new ManualEventLoop(clock);
        scheduler = CollectorScheduler.builder(registry)
                .clock(clock)
                .driver(loop, new ManualWorkers(loop, CollectorScheduler.DEFAULT_THREADS))
                .build();
    }

    public CollectorScheduler scheduler() {
        return scheduler;
    }

    /** Lets time pass, and runs what is due meanwhile. */
    public void pass(Duration duration) {
        loop.advance(duration);
    }

    @Override
    public void close() {
        scheduler.close();
    }
}
