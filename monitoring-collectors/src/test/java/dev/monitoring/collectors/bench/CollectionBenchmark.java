package dev.monitoring.collectors.bench;

import dev.monitoring.collectors.CountingSink;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One run of a collector on this machine, with five seconds between runs by the clock it is given, so that what is read less
 * often than that is read as often as in use. With {@code -prof gc} the bytes of all threads are counted.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CollectionBenchmark {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(4);

    @Param({"system", "jvm", "container"})
    private String collector;

    private final ManualClock clock = ManualClock.at(Instant.EPOCH);
    private final CountingSink sink = new CountingSink();
    private MetricCollector made;

    /** Finds the collector as the library does. */
    @Setup
    public void make() {
        CollectorContext context = new CollectorContext(clock, INTERVAL, TIMEOUT, "localhost");
        for (CollectorFactory factory : ServiceLoader.load(CollectorFactory.class)) {
            if (factory.name().equals(collector)) {
                made = factory.create(Settings.empty("bench"), context).get(0).collector();
            }
        }
    }

    @TearDown
    public void close() {
        made.close();
    }

    /** One run. */
    @Benchmark
    public long run() throws Exception {
        clock.advance(INTERVAL);
        made.collect(sink, Deadline.after(TIMEOUT, Clock.system()));
        return sink.samples();
    }
}
