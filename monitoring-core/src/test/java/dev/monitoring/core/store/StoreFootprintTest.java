package dev.monitoring.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.series.SampleBuffer;
import dev.monitoring.core.series.Series;
import dev.monitoring.core.store.chunk.PerformanceData;
import dev.monitoring.core.time.ManualClock;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What the store takes of heap, and what it allocates. */
class StoreFootprintTest {
    private static final int STEP_MILLIS = PerformanceData.STEP_MILLIS;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final ManualClock clock = ManualClock.atEpochMillis(PerformanceData.START_MILLIS);
    private final PerformanceData data = PerformanceData.load();

    @Test
    void takesAtMostFourKibibytesForAnHourOfASeries() throws InterruptedException {
        int count = 10_000;
        long before = usedHeap();

        RingBufferStore store = store();
        fill(store, count, PerformanceData.SAMPLES + 60);

        long grown = usedHeap() - before;
        long estimated = store.statistics().bytes();
        System.out.printf(
                Locale.ROOT,
                "heap for each of %d series with 60 min at 5 s: %d bytes, by the store's own estimate %d%n",
                count,
                grown / count,
                estimated / count);
        assertTrue(grown <= 4096L * count, "bytes for each series: " + grown / count);
        assertTrue(
                Math.abs(grown - estimated) <= grown / 10,
                "the store's own estimate is off: " + estimated + " instead of " + grown);
        assertEquals(count, store.statistics().series());
    }

    @Test
    void allocatesNothingForAnAppend() {
        RingBufferStore store = store();
        long[] references = fill(store, 60, 800);
        int ticksWithoutSealing = 0;

        for (int tick = 0; tick < 120; tick++) {
            long sealed = store.parts().keeper().sealedBlocksEver();
            long allocated = tick(store, references, tick);
            if (store.parts().keeper().sealedBlocksEver() == sealed) {
                ticksWithoutSealing++;
                assertEquals(0, allocated, "bytes allocated in a tick of 60 appends without sealing");
            }
        }

        assertEquals(60, ticksWithoutSealing);
    }

    @Test
    void allocatesForSealingJustTheSealedBlock() {
        RingBufferStore store = store();
        long[] references = fill(store, 500, 720);
        long allocated = 0;

        // As many ticks as a block has samples: every series seals once and drops a block.
        long sealedBefore = store.parts().keeper().sealedBytesEver();
        for (int tick = 0; tick < 120; tick++) {
            allocated += tick(store, references, tick);
        }

        long sealed = store.parts().keeper().sealedBytesEver() - sealedBefore;
        assertEquals(sealed, allocated, "bytes allocated in 60,000 appends, which seal 500 blocks");
    }

    @Test
    void sealsAboutTheSameNumberOfBlocksInEachTick() {
        RingBufferStore store = store();
        long[] references = fill(store, 1_200, 130);
        int most = 0;

        for (int tick = 0; tick < 120; tick++) {
            long before = store.parts().keeper().sealedBlocksEver();
            tick(store, references, tick);
            most = Math.max(most, (int) (store.parts().keeper().sealedBlocksEver() - before));
        }

        assertTrue(most <= 12, "blocks sealed in one tick, where 10 are the average: " + most);
    }

    @Test
    void readsWithoutAllocating() {
        RingBufferStore store = store();
        fill(store, 200, 720);
        List<Series> all = store.select(List.of(), 0, Long.MAX_VALUE);
        SampleBuffer buffer = new SampleBuffer();
        buffer.reserve(2_000);
        readAll(all, buffer);

        long before = THREADS.getCurrentThreadAllocatedBytes();
        long samples = readAll(all, buffer);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

        assertTrue(samples >= 200 * 720, "samples: " + samples);
        assertEquals(0, allocated);
    }

    private static long readAll(List<Series> all, SampleBuffer buffer) {
        long samples = 0;
        for (int i = 0; i < all.size(); i++) {
            all.get(i).read(0, Long.MAX_VALUE, buffer);
            samples += buffer.size();
        }
        return samples;
    }

    private RingBufferStore store() {
        return RingBufferStore.create(
                StoreConfig.builder().maxSeriesPerFamily(10_000).build(), clock);
    }

    private long[] fill(RingBufferStore store, int count, int ticks) {
        long[] references = new long[count];
        try (Appender batch = store.append()) {
            for (int i = 0; i < count; i++) {
                references[i] = batch.resolve(Labels.of(
                        "__name__",
                        "family_" + i % 40,
                        "application",
                        "svc-" + i % 10,
                        "instance",
                        "10.0.0." + i % 10 + ":8080",
                        "method",
                        i % 2 == 0 ? "GET" : "POST",
                        "uri",
                        "/api/v1/resource" + i / 20));
            }
        }
        for (int tick = 0; tick < ticks; tick++) {
            tick(store, references, tick);
        }
        return references;
    }

    /** Appends a sample to each series, and says how many bytes that allocated. */
    private long tick(RingBufferStore store, long[] references, int tick) {
        long now = clock.epochMillis();
        int index = tick % PerformanceData.SAMPLES;
        double[][] values = data.values();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try (Appender batch = store.append()) {
            for (int i = 0; i < references.length; i++) {
                batch.append(references[i], now, values[i * 7 % values.length][index]);
            }
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        clock.advance(Duration.ofMillis(STEP_MILLIS));
        return allocated;
    }

    @SuppressWarnings("UnusedVariable") // garbage whose collection is waited for
    private static long usedHeap() throws InterruptedException {
        WeakReference<Object> garbage = new WeakReference<>(new Object());
        for (int i = 0; i < 5 || garbage.get() != null; i++) {
            System.gc();
            System.runFinalization();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
