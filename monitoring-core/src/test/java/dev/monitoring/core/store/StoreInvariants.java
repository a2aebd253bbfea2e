package dev.monitoring.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.series.SampleBuffer;
import dev.monitoring.core.store.chunk.SealedBlock;
import dev.monitoring.core.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Makes stores for a test, and checks after it that what they hold fits together. */
final class StoreInvariants implements AfterEachCallback {
    private final List<RingBufferStore> stores = new ArrayList<>();

    /** A store that is checked when the test is over. */
    RingBufferStore create(StoreConfig config, Clock clock) {
        RingBufferStore store = RingBufferStore.create(config, clock);
        stores.add(store);
        return store;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        stores.forEach(StoreInvariants::check);
    }

    /** Fails if anything in the store contradicts anything else. */
    static void check(RingBufferStore store) {
        List<MemorySeries> all = series(store);
        checkSeries(store, all);
        checkIndex(store, all);
        checkCounts(store, all);
    }

    private static List<MemorySeries> series(RingBufferStore store) {
        List<MemorySeries> all = new ArrayList<>();
        for (int slot = 0; slot < store.parts().table().capacity(); slot++) {
            MemorySeries series = store.parts().table().get(slot);
            if (series != null) {
                all.add(series);
            }
        }
        return all;
    }

    private static void checkSeries(RingBufferStore store, List<MemorySeries> all) {
        SeriesTable table = store.parts().table();
        Set<double[]> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
        SampleBuffer buffer = new SampleBuffer();
        assertEquals(all.size(), table.size());
        for (MemorySeries series : all) {
            String what = series.labels().toString();
            assertFalse(series.isRetired(), what);
            assertSame(series, table.get(series.slot()), what);
            assertSame(series, table.byReference(series.reference()), what);
            assertSame(series, table.find(series.labels()), what);
            assertTrue(arrays.add(series.openValues()), "the array of " + what + " serves another series, too");
            checkSamples(series, buffer, what);
        }
    }

    private static void checkSamples(MemorySeries series, SampleBuffer buffer, String what) {
        series.read(Long.MIN_VALUE, Long.MAX_VALUE, buffer);
        int samples = series.openCount();
        long until = Long.MIN_VALUE;
        for (int i = 0; i < series.blocks(); i++) {
            byte[] block = series.block(i);
            samples += SealedBlock.count(block);
            assertTrue(SealedBlock.startMillis(block) > until, what + ": blocks overlap");
            until = SealedBlock.endMillis(block);
        }
        long oldestEnd = series.blocks() == 0 ? Long.MAX_VALUE : SealedBlock.endMillis(series.block(0));
        assertEquals(oldestEnd, series.oldestEndMillis(), what);
        assertEquals(samples, buffer.size(), what);
        for (int i = 1; i < buffer.size(); i++) {
            assertTrue(buffer.timestamps()[i] > buffer.timestamps()[i - 1], what + ": times do not ascend");
        }
        if (samples > 0) {
            assertEquals(buffer.timestamps()[0], series.oldestMillis(), what);
            assertEquals(buffer.timestamps()[samples - 1], series.newestMillis(), what);
        } else {
            assertEquals(Long.MAX_VALUE, series.oldestMillis(), what);
            assertEquals(Long.MIN_VALUE, series.newestMillis(), what);
        }
    }

    private static void checkIndex(RingBufferStore store, List<MemorySeries> all) {
        LabelIndex index = store.parts().index();
        Map<String, Set<Integer>> slots = new HashMap<>();
        Set<Integer> allSlots = new TreeSet<>();
        long bytes = 0;
        for (MemorySeries series : all) {
            allSlots.add(series.slot());
            for (Labels.Label label : series.labels()) {
                boolean isNew = slots.computeIfAbsent(label.name() + "=" + label.value(), pair -> new TreeSet<>())
                        .add(series.slot());
                assertTrue(isNew);
            }
        }
        for (MemorySeries series : all) {
            for (Labels.Label label : series.labels()) {
                int[] list = index.postingsOf(label.name(), label.value());
                assertNotNull(list, () -> "no list for " + label);
                assertEquals(
                        List.copyOf(slots.get(label.name() + "=" + label.value())), toList(list), label.toString());
            }
        }
        Set<String> pairs = new TreeSet<>();
        index.forEachPair((name, value, count) -> pairs.add(name + "=" + value));
        assertEquals(slots.keySet().size(), pairs.size(), "pairs that no series has");
        for (Map.Entry<String, Set<Integer>> pair : slots.entrySet()) {
            String value = pair.getKey().substring(pair.getKey().indexOf('=') + 1);
            bytes += (long) Footprint.POSTING * pair.getValue().size() + Footprint.labelValue(value);
        }
        assertEquals(bytes, index.bytes(), "bytes of the index");
        List<Integer> listed = new ArrayList<>();
        for (int slot : index.allSlots()) {
            listed.add(slot);
        }
        assertEquals(List.copyOf(allSlots), listed);
    }

    private static List<Integer> toList(int[] postings) {
        List<Integer> list = new ArrayList<>();
        for (int i = 1; i <= Postings.count(postings); i++) {
            list.add(postings[i]);
        }
        return list;
    }

    private static void checkCounts(RingBufferStore store, List<MemorySeries> all) {
        StoreCounters counters = store.parts().counters();
        BlockKeeper keeper = store.parts().keeper();
        Map<String, Integer> families = new HashMap<>();
        long samples = 0;
        long sealedBytes = 0;
        long fixedBytes = 0;
        long blocks = 0;
        for (MemorySeries series : all) {
            families.merge(series.labels().metricName(), 1, Integer::sum);
            fixedBytes += Footprint.series(series.labels(), series.length()) + Footprint.open(series);
            samples += series.openCount();
            for (int i = 0; i < series.blocks(); i++) {
                samples += SealedBlock.count(series.block(i));
                sealedBytes += Footprint.sealed(series.block(i));
                blocks++;
            }
        }
        assertEquals(all.size(), counters.get(StoreCounters.SERIES));
        assertEquals(samples, counters.get(StoreCounters.SAMPLES), "samples");
        assertEquals(sealedBytes, keeper.sealedBytes(), "bytes of sealed blocks");
        assertEquals(fixedBytes, keeper.fixedBytes(), "bytes of series");
        assertEquals(
                blocks,
                store.statistics().blocksByCodec().values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
        families.forEach(
                (family, count) -> assertEquals(count, store.parts().refusals().series(family), family));
        assertTrue(store.statistics().bytes() <= store.parts().config().maxBytes(), "more bytes than the ceiling");
    }
}
