package dev.monitoring.core.micrometer.bench;

import dev.monitoring.core.collect.CollectorRuns;
import dev.monitoring.core.micrometer.HostMeters;
import dev.monitoring.core.micrometer.MicrometerCollector;
import dev.monitoring.core.registry.Snapshot;
import dev.monitoring.core.time.Clock;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A tick over 10,000 meters, through the scheduler's sink into a snapshot, beside reading the same meters by their
 * {@code measure()}, which puts the values nowhere. Before each tick the host records into one of ten timers; that is part
 * of both figures.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@org.openjdk.jmh.annotations.Measurement(iterations = 5, time = 1)
@Fork(2)
public class MicrometerSamplingBenchmark {
    private static final int METERS = 10_000;

    @Param({"prometheus", "simple"})
    public String registryKind;

    private MeterRegistry registry;
    private CollectorRuns runs;
    private Timer[] busy;

    @Setup
    public void register() {
        registry = HostMeters.register(
                registryKind.equals("simple")
                        ? new SimpleMeterRegistry()
                        : new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                METERS);
        busy = registry.getMeters().stream()
                .filter(Timer.class::isInstance)
                .map(Timer.class::cast)
                .filter(timer -> timer.getId().hashCode() % 10 == 0)
                .toArray(Timer[]::new);
        runs = CollectorRuns.of(new MicrometerCollector(registry, Clock.system()), 100_000);
    }

    @Benchmark
    public Snapshot sampled() throws Exception {
        record();
        return runs.run();
    }

    @Benchmark
    public double measured() {
        record();
        double[] sum = new double[1];
        registry.forEachMeter(meter -> {
            for (Measurement measurement : meter.measure()) {
                sum[0] += measurement.getValue();
            }
        });
        return sum[0];
    }

    private void record() {
        for (Timer timer : busy) {
            timer.record(5, TimeUnit.MILLISECONDS);
        }
    }
}
