package dev.monitoring.collectors.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Labels;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GarbageTallyTest {
    private static final long SECOND = 1_000_000_000L;
    private static final HeapPools G1 = HeapPools.of(List.of("G1 Eden Space", "G1 Old Gen", "G1 Survivor Space"));

    @Test
    void addsUpPausesByTheirCause() {
        GarbageTally tally = new GarbageTally(G1, 1000, 0);

        young(tally, 10, 100, 0, 50, 50, SECOND);
        young(tally, 30, 80, 0, 50, 50, 2 * SECOND);

        GarbageTally.Totals totals = tally.totals(10 * SECOND);
        assertEquals(1, totals.pauses().size());
        GarbageTally.Pauses pauses = totals.pauses().get(0);
        assertEquals(
                Labels.of("action", "end of minor GC", "cause", "G1 Evacuation Pause", "gc", "G1 Young Generation"),
                pauses.labels());
        assertEquals(2, pauses.count());
        assertEquals(0.04, pauses.sumSeconds(), 1e-12);
        assertEquals(0.03, pauses.maxSeconds(), 1e-12);
        assertEquals(0.004, totals.overheadRatio(), 1e-12);
    }

    @Test
    void countsAllocationBetweenCollectionsAndPromotionWithin() {
        GarbageTally tally = new GarbageTally(G1, 1000, 0);

        young(tally, 1, 100, 10, 50, 70, SECOND);
        young(tally, 1, 110, 0, 70, 65, 2 * SECOND);

        GarbageTally.Totals totals = tally.totals(2 * SECOND);
        assertEquals(200, totals.allocatedBytes());
        assertEquals(20, totals.promotedBytes());
        assertEquals(65, totals.liveBytes(), "the old generation shrank, so what is left of it is live");
        assertEquals(0.065, totals.usageAfterRatio());
    }

    @Test
    void takesAMajorCollectionForTheLiveSet() {
        GarbageTally tally = new GarbageTally(G1, 1000, 0);

        tally.record("G1 Old Generation", "end of major GC", "System.gc()", 20, usage(10, 50), usage(0, 60), SECOND);

        assertEquals(60, tally.totals(SECOND).liveBytes());
    }

    @Test
    void keepsConcurrentPhasesOutOfTheOverhead() {
        HeapPools zgc = HeapPools.of(List.of("ZHeap"));
        GarbageTally tally = new GarbageTally(zgc, 1000, 0);
        Map<String, MemoryUsage> usage = Map.of("ZHeap", new MemoryUsage(0, 100, 500, 1000));

        tally.record("ZGC Cycles", "end of GC cycle", "Proactive", 900, usage, usage, SECOND);
        tally.record("ZGC Pauses", "end of GC pause", "Proactive", 1, usage, usage, SECOND);

        GarbageTally.Totals totals = tally.totals(10 * SECOND);
        assertFalse(totals.hasGenerations());
        assertTrue(totals.pauses().get(0).concurrent());
        assertFalse(totals.pauses().get(1).concurrent());
        assertEquals(0.0001, totals.overheadRatio(), 1e-12);
    }

    @Test
    void toleratesPoolsTheNotificationDoesNotName() {
        GarbageTally tally = new GarbageTally(G1, 1000, 0);

        tally.record("G1 Old Generation", "end of major GC", "System.gc()", 20, Map.of(), Map.of(), SECOND);

        assertEquals(1, tally.totals(SECOND).pauses().get(0).count());
    }

    @Test
    void boundsTheNumberOfKinds() {
        GarbageTally tally = new GarbageTally(G1, 1000, 0);

        for (int i = 0; i < 10_000; i++) {
            tally.record("G1 Young Generation", "end of minor GC", "cause " + i, 1, Map.of(), Map.of(), SECOND);
        }

        assertEquals(200, tally.totals(SECOND).pauses().size());
    }

    private static void young(
            GarbageTally tally, long millis, long edenBefore, long edenAfter, long oldBefore, long oldAfter, long now) {
        tally.record(
                "G1 Young Generation",
                "end of minor GC",
                "G1 Evacuation Pause",
                millis,
                usage(edenBefore, oldBefore),
                usage(edenAfter, oldAfter),
                now);
    }

    private static Map<String, MemoryUsage> usage(long eden, long old) {
        return Map.of(
                "G1 Eden Space", new MemoryUsage(0, eden, 500, -1), "G1 Old Gen", new MemoryUsage(0, old, 500, 1000));
    }
}
