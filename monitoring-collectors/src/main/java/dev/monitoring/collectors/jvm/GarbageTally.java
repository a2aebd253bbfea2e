package dev.monitoring.collectors.jvm;

import dev.monitoring.core.model.Labels;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What garbage collections added up to since the start. Written by the JVM's notification thread, read by the collector;
 * both hold the lock for the time of a few additions. Thread-safe.
 */
final class GarbageTally {
    /** A JVM has a few dozen causes and actions; beyond this many combinations further ones are left out. */
    private static final int MAX_KINDS = 200;

    private static final int MAX_WINDOW_MINUTES = 3;
    private static final int OVERHEAD_WINDOW_MINUTES = 5;

    private final HeapPools pools;
    private final long startNanos;
    private final Object lock = new Object();
    private final Map<Kind, KindTally> tallies = new LinkedHashMap<>(); // guarded by lock
    private final MinuteWindow recentPauseSeconds; // guarded by lock
    private double allocatedBytes; // guarded by lock
    private double promotedBytes; // guarded by lock
    private long allocationPoolUsedAfterBytes; // guarded by lock
    private double liveBytes; // guarded by lock
    private double maxBytes; // guarded by lock
    private double usageAfterRatio; // guarded by lock

    GarbageTally(HeapPools pools, double maxLongLivedBytes, long startNanos) {
        this.pools = pools;
        this.startNanos = startNanos;
        this.maxBytes = maxLongLivedBytes;
        this.recentPauseSeconds = new MinuteWindow(OVERHEAD_WINDOW_MINUTES, startNanos);
    }

    private record Kind(String collector, String action, String cause) {}

    /** The collections of one kind so far; guarded by the lock. */
    private static final class KindTally {
        private final Labels labels;
        private final boolean concurrent;
        private final MinuteWindow window;
        private long count;
        private double sumSeconds;

        private KindTally(Kind kind, boolean concurrent, long startNanos) {
            this.labels = Labels.of("action", kind.action, "cause", kind.cause, "gc", kind.collector);
            this.concurrent = concurrent;
            this.window = new MinuteWindow(MAX_WINDOW_MINUTES, startNanos);
        }
    }

    /** The collections of one kind at one moment. Immutable. */
    record Pauses(Labels labels, boolean concurrent, long count, double sumSeconds, double maxSeconds) {}

    /** Everything at one moment. Immutable. */
    record Totals(
            List<Pauses> pauses,
            double allocatedBytes,
            double promotedBytes,
            boolean hasGenerations,
            double liveBytes,
            double maxBytes,
            double overheadRatio,
            double usageAfterRatio) {}

    /** Takes one collection into account; the arguments are what the JVM's notification says. */
    void record(
            String collector,
            String action,
            String cause,
            long durationMillis,
            Map<String, MemoryUsage> before,
            Map<String, MemoryUsage> after,
            long nowNanos) {
        double seconds = durationMillis / 1e3;
        boolean concurrent = isConcurrent(collector, cause);
        synchronized (lock) {
            recordPause(new Kind(collector, action, cause), concurrent, seconds, nowNanos);
            if (!concurrent) {
                recentPauseSeconds.record(seconds, nowNanos);
            }
            recordAllocation(before, after);
            recordLongLived(collector, action, cause, before, after);
        }
    }

    /** What it all adds up to. */
    Totals totals(long nowNanos) {
        synchronized (lock) {
            List<Pauses> pauses = new ArrayList<>(tallies.size());
            for (KindTally tally : tallies.values()) {
                pauses.add(new Pauses(
                        tally.labels, tally.concurrent, tally.count, tally.sumSeconds, tally.window.max(nowNanos)));
            }
            return new Totals(
                    pauses,
                    allocatedBytes,
                    promotedBytes,
                    pools.hasGenerations(),
                    liveBytes,
                    maxBytes,
                    overheadRatio(nowNanos),
                    usageAfterRatio);
        }
    }

    private double overheadRatio(long nowNanos) {
        double elapsedSeconds =
                Math.min((nowNanos - startNanos) / 1e9, TimeUnit.MINUTES.toSeconds(OVERHEAD_WINDOW_MINUTES));
        return elapsedSeconds <= 0 ? 0 : recentPauseSeconds.sum(nowNanos) / elapsedSeconds;
    }

    private void recordPause(Kind kind, boolean concurrent, double seconds, long nowNanos) {
        KindTally tally = tallies.get(kind);
        if (tally == null) {
            if (tallies.size() >= MAX_KINDS) {
                return;
            }
            tally = new KindTally(kind, concurrent, startNanos);
            tallies.put(kind, tally);
        }
        tally.count++;
        tally.sumSeconds += seconds;
        tally.window.record(seconds, nowNanos);
    }

    private void recordAllocation(Map<String, MemoryUsage> before, Map<String, MemoryUsage> after) {
        String pool = pools.allocation().orElse(null);
        if (pool == null) {
            return;
        }
        long grown = used(before.get(pool)) - allocationPoolUsedAfterBytes;
        allocationPoolUsedAfterBytes = used(after.get(pool));
        if (grown > 0) {
            allocatedBytes += grown;
        }
    }

    private void recordLongLived(
            String collector,
            String action,
            String cause,
            Map<String, MemoryUsage> before,
            Map<String, MemoryUsage> after) {
        if (pools.longLived().isEmpty()) {
            return;
        }
        long usedBefore = 0;
        long usedAfter = 0;
        long max = 0;
        for (String pool : pools.longLived()) {
            usedBefore += used(before.get(pool));
            usedAfter += used(after.get(pool));
            MemoryUsage usage = after.get(pool);
            max += usage == null ? 0 : usage.getMax();
        }
        if (max > 0) {
            usageAfterRatio = (double) usedAfter / max;
        }
        if (pools.hasGenerations() && usedAfter > usedBefore) {
            promotedBytes += usedAfter - usedBefore;
        }
        boolean warmingUp = usedAfter == 0 && cause.equals("Warmup"); // ZGC's first cycles, before it knows
        if ((usedAfter < usedBefore || isWholeHeap(collector, action)) && !warmingUp) {
            liveBytes = usedAfter;
            maxBytes = max;
        }
    }

    private boolean isWholeHeap(String collector, String action) {
        return pools.hasGenerations() ? action.equals("end of major GC") : !collector.endsWith("Pauses");
    }

    /** Whether the application ran on meanwhile; HotSpot says so by the cause or the collector's name only. */
    private static boolean isConcurrent(String collector, String cause) {
        return cause.equals("No GC")
                || collector.equals("Shenandoah Cycles")
                || collector.startsWith("ZGC") && collector.endsWith("Cycles")
                || collector.startsWith("GPGC") && !collector.endsWith("Pauses");
    }

    private static long used(@Nullable MemoryUsage usage) {
        return usage == null ? 0 : usage.getUsed();
    }
}
