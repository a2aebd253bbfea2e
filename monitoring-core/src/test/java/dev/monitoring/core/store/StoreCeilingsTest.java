package dev.monitoring.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.series.Appender.Outcome;
import dev.monitoring.core.series.StoreStatistics;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StoreCeilingsTest {
    private static final long START = 1_750_000_200_000L;

    @RegisterExtension
    final StoreInvariants stores = new StoreInvariants();

    private final ManualClock clock = ManualClock.atEpochMillis(START);

    @Test
    void refusesSeriesBeyondTheCeilingOfAFamilyAndKeepsOthersWorking() {
        RingBufferStore store =
                stores.create(StoreConfig.builder().maxSeriesPerFamily(10).build(), clock);

        try (Appender batch = store.append()) {
            for (int i = 0; i < 10; i++) {
                assertNotEquals(Appender.REFUSED, batch.resolve(Labels.of("__name__", "many", "id", "" + i)));
            }
            for (int i = 10; i < 15; i++) {
                assertEquals(Appender.REFUSED, batch.resolve(Labels.of("__name__", "many", "id", "" + i)));
            }
            long known = batch.resolve(Labels.of("__name__", "many", "id", "3"));
            assertEquals(Outcome.ACCEPTED, batch.append(known, START, 1));
            assertEquals(Outcome.UNKNOWN_SERIES, batch.append(Appender.REFUSED, START, 1));
            assertNotEquals(Appender.REFUSED, batch.resolve(Labels.of("__name__", "other")));
        }

        assertEquals(Map.of("many", 5L), store.refusedByFamily());
        assertEquals(5, store.statistics().refusedSeriesTotal());
    }

    @Test
    void refusesSeriesBeyondTheCeilingOfAll() {
        RingBufferStore store = stores.create(StoreConfig.builder().maxSeries(3).build(), clock);

        try (Appender batch = store.append()) {
            for (int i = 0; i < 3; i++) {
                assertNotEquals(Appender.REFUSED, batch.resolve(Labels.of("__name__", "metric" + i)));
            }
            assertEquals(Appender.REFUSED, batch.resolve(Labels.of("__name__", "metric3")));
        }

        assertEquals(Map.of("metric3", 1L), store.refusedByFamily());
    }

    @Test
    void makesRoomForNewSeriesWhenOldOnesAreDropped() {
        RingBufferStore store = stores.create(StoreConfig.builder().maxSeries(1).build(), clock);
        try (Appender batch = store.append()) {
            batch.append(batch.resolve(Labels.of("__name__", "old")), START, 1);
        }
        clock.advance(Duration.ofMinutes(70));
        store.append().close();

        try (Appender batch = store.append()) {
            assertNotEquals(Appender.REFUSED, batch.resolve(Labels.of("__name__", "new")));
        }
    }

    @Test
    void staysFlatUnderAMillionLabelValues() {
        RingBufferStore store = stores.create(StoreConfig.builder().build(), clock);
        long kept = 0;
        long before = 0;

        for (int i = 0; i < 1_000_000; i++) {
            if (i == 2_000) {
                before = store.statistics().bytes();
            }
            try (Appender batch = store.append()) {
                long reference = batch.resolve(Labels.of("__name__", "flood", "user", "user-" + i));
                kept += batch.append(reference, START, 1) == Outcome.ACCEPTED ? 1 : 0;
            }
        }

        assertEquals(2_000, kept);
        assertEquals(before, store.statistics().bytes());
        assertEquals(Map.of("flood", 998_000L), store.refusedByFamily());
    }

    @Test
    void countsAFloodOfMetricNamesUnderABoundedNumberOfNames() {
        RingBufferStore store = stores.create(StoreConfig.builder().maxSeries(1).build(), clock);

        try (Appender batch = store.append()) {
            for (int i = 0; i < 100_000; i++) {
                batch.resolve(Labels.of("__name__", "metric" + i));
            }
        }

        Map<String, Long> refused = store.refusedByFamily();
        assertTrue(refused.size() <= 501, "families: " + refused.size());
        assertEquals(
                99_999, refused.values().stream().mapToLong(Long::longValue).sum());
    }

    @Test
    void refusesSeriesThatWouldLeaveLessThanHalfTheBytesToHistory() {
        RingBufferStore store = stores.create(
                StoreConfig.builder()
                        .maxBytes(1 << 20)
                        .maxSeriesPerFamily(100_000)
                        .build(),
                clock);
        int accepted = 0;

        try (Appender batch = store.append()) {
            for (int i = 0; i < 10_000; i++) {
                accepted += batch.resolve(Labels.of("__name__", "m", "id", "" + i)) == Appender.REFUSED ? 0 : 1;
            }
        }

        assertTrue(accepted > 300 && accepted < 500, "accepted: " + accepted);
        assertTrue(
                store.statistics().bytes() <= 1 << 19,
                "bytes: " + store.statistics().bytes());
        assertEquals(10_000 - accepted, store.statistics().refusedSeriesTotal());
    }

    @Test
    void dropsTheOldestSamplesBeyondTheCeilingOfBytes() {
        RingBufferStore store =
                stores.create(StoreConfig.builder().maxBytes(1 << 20).build(), clock);
        List<Long> references = new ArrayList<>();
        try (Appender batch = store.append()) {
            for (int i = 0; i < 300; i++) {
                references.add(batch.resolve(Labels.of("__name__", "noise", "id", "" + i)));
            }
        }
        Random random = new Random(3);

        for (int tick = 0; tick < 1_000; tick++) {
            try (Appender batch = store.append()) {
                for (long reference : references) {
                    assertEquals(Outcome.ACCEPTED, batch.append(reference, clock.epochMillis(), random.nextDouble()));
                }
            }
            assertTrue(
                    store.statistics().bytes() <= 1 << 20,
                    "bytes: " + store.statistics().bytes());
            clock.advance(Duration.ofSeconds(5));
        }

        StoreStatistics statistics = store.statistics();
        assertTrue(statistics.shortenedBlocksTotal() > 0);
        assertTrue(statistics.samples() > 300 * 150, "samples: " + statistics.samples());
        long spread = newestStart(store) - statistics.oldestMillis();
        assertTrue(spread <= 120 * 5_000 * 2, "some series lost much more than others: " + spread + " ms");
    }

    private static long newestStart(RingBufferStore store) {
        long newest = Long.MIN_VALUE;
        for (int slot = 0; slot < store.parts().table().capacity(); slot++) {
            MemorySeries series = store.parts().table().get(slot);
            newest = series == null ? newest : Math.max(newest, series.oldestMillis());
        }
        return newest;
    }
}
