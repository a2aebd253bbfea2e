package dev.monitoring.collectors.bench;

import dev.monitoring.collectors.CountingSink;
import dev.monitoring.collectors.postgres.PostgresCollectorFactory;
import dev.monitoring.collectors.testing.PostgresCluster;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
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
 * One run over a PostgreSQL of the benchmark's own, with five seconds between runs by the clock it is given, so that what is
 * asked for twice a minute takes part in every sixth run. With {@code -prof gc} the bytes of all threads are counted.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PostgresBenchmark {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(4);

    /** Databases, and tables in the one that is connected to, beyond those of a new cluster. */
    @Param({"0", "100"})
    private int more;

    private final ManualClock clock = ManualClock.at(Instant.EPOCH);
    private final CountingSink sink = new CountingSink();
    private PostgresCluster cluster;
    private MetricCollector collector;

    /** Makes the cluster and fills it. */
    @Setup
    public void start() throws Exception {
        cluster = PostgresCluster.start();
        for (int i = 0; i < more; i++) {
            cluster.execute(
                    "CREATE DATABASE database_" + i, "CREATE TABLE table_" + i + " (id int PRIMARY KEY, note text)");
        }
        PostgresCollectorFactory factory = new PostgresCollectorFactory();
        collector = factory.create(
                        TestSettings.target(
                                factory, "address", cluster.address(), "username", PostgresCluster.ADMINISTRATOR),
                        new CollectorContext(clock, INTERVAL, TIMEOUT, "localhost"))
                .get(0)
                .collector();
    }

    @TearDown
    public void stop() {
        collector.close();
        cluster.close();
    }

    /** One run. */
    @Benchmark
    public long run() throws Exception {
        clock.advance(INTERVAL);
        collector.collect(sink, Deadline.after(TIMEOUT, Clock.system()));
        return sink.samples();
    }
}
