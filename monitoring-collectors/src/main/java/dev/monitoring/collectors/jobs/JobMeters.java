package dev.monitoring.collectors.jobs;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters of one job. Thread-safe; nothing in it throws, for the job must go on where a meter cannot.
 *
 * <p>Counts begin at zero, so that the first error is seen as an increase; the others are there once they have something to
 * say.
 */
final class JobMeters {
    private static final Logger LOG = LoggerFactory.getLogger(JobMeters.class);

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofHours(1)
    };

    private final MeterRegistry registry;
    private final Tags tags;
    private final Optional<Counter> successes;
    private final Optional<Counter> errors;
    private final Optional<Timer> duration;
    private final Optional<Counter> processed;
    private final AtomicInteger inProgress = new AtomicInteger();
    private final AtomicLong lastSuccessMillis = new AtomicLong();

    JobMeters(MeterRegistry registry, String name) {
        this.registry = registry;
        this.tags = Tags.of("job.name", name);
        this.successes = registered(() -> executions("success"));
        this.errors = registered(() -> executions("error"));
        this.duration = registered(() -> Timer.builder("job.execution.duration")
                .description("How long runs of the job took.")
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry));
        this.processed = registered(() -> Counter.builder("job.items.processed")
                .description("Items the job is done with.")
                .tags(tags)
                .register(registry));
        registered(() -> Gauge.builder("job.in.progress", inProgress, AtomicInteger::get)
                .description("Runs of the job under way.")
                .tags(tags)
                .strongReference(true)
                .register(registry));
    }

    private Counter executions(String status) {
        return Counter.builder("job.execution")
                .description("Ended runs of the job.")
                .tags(tags.and("status", status))
                .register(registry);
    }

    /** A run begins; gives the moment, for {@link #end}. */
    long begin(Clock clock) {
        inProgress.incrementAndGet();
        return clock.monotonicTime();
    }

    /** A run has ended. */
    void end(Clock clock, long begin, boolean success) {
        inProgress.decrementAndGet();
        duration.ifPresent(timer -> timer.record(clock.monotonicTime() - begin, TimeUnit.NANOSECONDS));
        (success ? successes : errors).ifPresent(Counter::increment);
        if (success && lastSuccessMillis.getAndSet(clock.wallTime()) == 0) {
            registered(() -> TimeGauge.builder(
                            "job.last.success.timestamp", lastSuccessMillis, TimeUnit.MILLISECONDS, AtomicLong::get)
                    .description("When a run of the job last ended well, since the epoch.")
                    .tags(tags)
                    .strongReference(true)
                    .register(registry));
        }
    }

    void processed(long items) {
        processed.ifPresent(counter -> counter.increment(items));
    }

    void queueSize(DoubleSupplier size) {
        registered(() -> Gauge.builder("job.queue.size", size, DoubleSupplier::getAsDouble)
                .description("Items that wait for the job.")
                .tags(tags)
                .strongReference(true)
                .register(registry));
    }

    private <M> Optional<M> registered(Supplier<M> meter) {
        try {
            return Optional.of(meter.get());
        } catch (RuntimeException e) { // the host's registry, or a filter of it, refuses
            LOG.warn("a meter of job {} is not kept: {}", tags, e.toString());
            return Optional.empty();
        }
    }
}
