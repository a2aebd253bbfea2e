package dev.monitoring.core.store.bench;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.series.SampleBuffer;
import dev.monitoring.core.series.Series;
import dev.monitoring.core.store.RingBufferStore;
import dev.monitoring.core.store.StoreConfig;
import dev.monitoring.core.store.chunk.PerformanceData;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The store with the performance data in it: appending tick by tick, which includes sealing and dropping blocks; decoding
 * everything, series by series; selecting. Times are for one sample, or one selection.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class StoreBenchmark {
    private static final int SERIES = 2_000;
    private static final String[] NAMES = {"http_requests_total", "jvm_memory_used_bytes", "process_cpu_usage"};

    private final PerformanceData data = PerformanceData.load();
    private final ManualClock clock = ManualClock.atEpochMillis(PerformanceData.START_MILLIS);
    private final RingBufferStore store =
            RingBufferStore.create(StoreConfig.builder().build(), clock);
    private final long[] references = new long[SERIES];
    private final double[][] ticks = new double[PerformanceData.SAMPLES][SERIES];
    private final SampleBuffer buffer = new SampleBuffer();
    private int tick;
    private List<Series> all = List.of();

    /** Fills the store with an hour. */
    @Setup
    public void fill() {
        for (int series = 0; series < SERIES; series++) {
            for (int i = 0; i < PerformanceData.SAMPLES; i++) {
                ticks[i][series] = data.values()[series][i];
            }
        }
        try (Appender batch = store.append()) {
            for (int series = 0; series < SERIES; series++) {
                references[series] = batch.resolve(labels(series));
            }
        }
        for (int i = 0; i < PerformanceData.SAMPLES; i++) {
            tick();
        }
        all = store.select(List.of(), 0, Long.MAX_VALUE);
    }

    private static Labels labels(int series) {
        return Labels.of(
                Labels.METRIC_NAME,
                NAMES[series % NAMES.length],
                "application",
                "svc-" + series % 10,
                "instance",
                "10.0.0." + series % 10 + ":8080",
                "id",
                Integer.toString(series / 30));
    }

    /** One tick over all series: open a batch, append, close. */
    @Benchmark
    @OperationsPerInvocation(SERIES)
    public long append() {
        return tick();
    }

    private long tick() {
        long now = clock.epochMillis();
        double[] values = ticks[tick++ % PerformanceData.SAMPLES];
        long accepted = 0;
        try (Appender batch = store.append()) {
            for (int series = 0; series < SERIES; series++) {
                accepted += batch.append(references[series], now, values[series]) == Appender.Outcome.ACCEPTED ? 1 : 0;
            }
        }
        clock.advance(Duration.ofMillis(PerformanceData.STEP_MILLIS));
        return accepted;
    }

    /** Everything there is, series by series into one buffer. */
    @Benchmark
    @OperationsPerInvocation(SERIES * PerformanceData.SAMPLES)
    public double decode() {
        double sum = 0;
        long oldest = clock.epochMillis() - (long) PerformanceData.SAMPLES * PerformanceData.STEP_MILLIS;
        for (Series series : all) {
            series.read(oldest, Long.MAX_VALUE, buffer);
            sum += buffer.values()[buffer.size() - 1] + buffer.size();
        }
        return sum;
    }

    /** By name and one label: 67 of 2,000 series. */
    @Benchmark
    public List<Series> selectByNameAndLabel() {
        return store.select(
                List.of(Matcher.equal(Labels.METRIC_NAME, NAMES[0]), Matcher.equal("application", "svc-3")),
                0,
                Long.MAX_VALUE);
    }

    /** By name, a prefix and a list of values to leave out. */
    @Benchmark
    public List<Series> selectByExpression() {
        return store.select(
                List.of(
                        Matcher.equal(Labels.METRIC_NAME, NAMES[0]),
                        Matcher.of("instance", Matcher.Operator.MATCHES, "10\\.0\\.0\\.[1-5]:.*"),
                        Matcher.of("application", Matcher.Operator.NOT_MATCHES, "svc-3|svc-5")),
                0,
                Long.MAX_VALUE);
    }

    /** All 2,000 series. */
    @Benchmark
    public List<Series> selectAll() {
        return store.select(List.of(), 0, Long.MAX_VALUE);
    }
}
