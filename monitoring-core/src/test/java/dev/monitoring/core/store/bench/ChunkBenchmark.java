package dev.monitoring.core.store.bench;

import dev.monitoring.core.store.chunk.BlockEncoder;
import dev.monitoring.core.store.chunk.PerformanceData;
import dev.monitoring.core.store.chunk.SampleRing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
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
 * Chunks alone, without the store around them: an hour of each series of the performance data after the other, sealing
 * included; and sealing by itself. What {@link StoreBenchmark#append} takes beyond this is the way to each series and the
 * memory it lies in.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class ChunkBenchmark {
    private static final int SERIES = 2_000;

    private final PerformanceData data = PerformanceData.load();
    private final BlockEncoder encoder = new BlockEncoder();
    private final SampleRing[] full = new SampleRing[SERIES];

    /** Fills two blocks of each series, and seals one. */
    @Setup
    public void fill() {
        // In the order of the data, series of one kind would follow each other, and branches would go as the last time.
        List<double[]> rows = new ArrayList<>(Arrays.asList(data.values()));
        Collections.shuffle(rows, new Random(7));
        for (int series = 0; series < SERIES; series++) {
            SampleRing ring = new SampleRing(new double[SampleRing.CAPACITY], SampleRing.CAPACITY) {};
            long now = PerformanceData.START_MILLIS;
            for (int i = 0; i < 2 * SampleRing.CAPACITY; i++, now += PerformanceData.STEP_MILLIS) {
                add(ring, now, rows.get(series)[i]);
            }
            full[series] = ring;
        }
    }

    /** Samples sealed: a block of each series, modelled on the one before. */
    @Benchmark
    @OperationsPerInvocation(SERIES * SampleRing.CAPACITY)
    public long seal() {
        long bytes = 0;
        for (SampleRing ring : full) {
            bytes += encoder.seal(ring).length;
        }
        return bytes;
    }

    /** Samples appended and sealed. */
    @Benchmark
    @OperationsPerInvocation(SERIES * PerformanceData.SAMPLES)
    public long append() {
        long bytes = 0;
        for (int series = 0; series < SERIES; series++) {
            SampleRing ring = new SampleRing(new double[SampleRing.CAPACITY], SampleRing.CAPACITY) {};
            double[] row = data.values()[series];
            long now = PerformanceData.START_MILLIS;
            for (double value : row) {
                if (!ring.addNext(now, value)) {
                    bytes += add(ring, now, value);
                }
                now += PerformanceData.STEP_MILLIS;
            }
        }
        return bytes;
    }

    private int add(SampleRing ring, long now, double value) {
        if (ring.add(now, value) == SampleRing.Result.ADDED) {
            return 0;
        }
        byte[] block = encoder.seal(ring);
        ring.push(block);
        ring.beginBlock(ring.openValues(), null, SampleRing.CAPACITY, PerformanceData.STEP_MILLIS);
        ring.add(now, value);
        return block.length;
    }
}
