package dev.monitoring.collectors.jvm;

import com.sun.management.GarbageCollectionNotificationInfo;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.List;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * Garbage collection: pauses, bytes allocated and promoted, the live set. Learnt from the notifications of the collector
 * beans, which arrive on a thread of the JVM after each collection; what they say is kept by {@link GarbageTally}.
 * Thread-safe.
 */
final class GarbagePart implements JvmPart {
    private static final Family PAUSE = Family.summary(
                    "jvm_gc_pause_seconds", "Time the application stood still for garbage collection.")
            .in("seconds");
    private static final Family PAUSE_MAX = Family.gauge(
                    "jvm_gc_pause_seconds_max", "The longest pause for garbage collection in the last three minutes.")
            .in("seconds");
    private static final Family CONCURRENT = Family.summary(
                    "jvm_gc_concurrent_phase_time_seconds",
                    "Time garbage collection took beside the running application.")
            .in("seconds");
    private static final Family CONCURRENT_MAX = Family.gauge(
                    "jvm_gc_concurrent_phase_time_seconds_max",
                    "The longest phase of garbage collection beside the application in the last three minutes.")
            .in("seconds");
    private static final Family ALLOCATED = Family.counter(
                    "jvm_gc_memory_allocated_bytes_total", "Memory allocated, as seen at garbage collections.")
            .in("bytes");
    private static final Family PROMOTED = Family.counter(
                    "jvm_gc_memory_promoted_bytes_total", "Memory moved to the old generation.")
            .in("bytes");
    private static final Family LIVE = Family.gauge(
                    "jvm_gc_live_data_size_bytes", "Memory in use in the old generation after it was last collected.")
            .in("bytes");
    private static final Family MAX = Family.gauge(
                    "jvm_gc_max_data_size_bytes", "Memory the old generation may grow to.")
            .in("bytes");
    private static final Family OVERHEAD = Family.gauge(
            "jvm_gc_overhead", "Share of the last five minutes spent in pauses for garbage collection, 0 to 1.");
    private static final Family USAGE_AFTER = Family.gauge(
            "jvm_memory_usage_after_gc", "Share of the old generation in use after the last collection, 0 to 1.");
    private static final double[] NO_QUANTILES = {};
    private static final Labels LONG_LIVED = Labels.of("area", "heap", "pool", "long-lived");

    private final Clock clock;
    private final GarbageTally tally;
    private final NotificationListener listener = this::onNotification;
    private final List<NotificationEmitter> emitters = new ArrayList<>();

    GarbagePart(Clock clock) {
        this.clock = clock;
        this.tally = new GarbageTally(HeapPools.of(heapPoolNames()), maxLongLivedBytes(), clock.nanoTime());
        // Asked for here so that a JVM without these notifications fails now, not on the JVM's own thread.
        String type = GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener(listener, notification -> type.equals(notification.getType()), null);
                emitters.add(emitter);
            }
        }
    }

    @Override
    public String name() {
        return "garbage collection";
    }

    @Override
    public void collect(MetricSink sink) {
        long now = clock.nanoTime();
        GarbageTally.Totals totals = tally.totals(now);
        for (GarbageTally.Pauses pauses : totals.pauses()) {
            sink.addSummary(
                    pauses.concurrent() ? CONCURRENT : PAUSE,
                    pauses.labels(),
                    NO_QUANTILES,
                    NO_QUANTILES,
                    pauses.sumSeconds(),
                    pauses.count());
            sink.add(pauses.concurrent() ? CONCURRENT_MAX : PAUSE_MAX, pauses.labels(), pauses.maxSeconds());
        }
        sink.add(ALLOCATED, Labels.EMPTY, totals.allocatedBytes());
        if (totals.hasGenerations()) {
            sink.add(PROMOTED, Labels.EMPTY, totals.promotedBytes());
        }
        sink.add(LIVE, Labels.EMPTY, totals.liveBytes());
        sink.add(MAX, Labels.EMPTY, totals.maxBytes());
        sink.add(OVERHEAD, Labels.EMPTY, totals.overheadRatio());
        sink.add(USAGE_AFTER, LONG_LIVED, totals.usageAfterRatio());
    }

    @Override
    public void close() {
        for (NotificationEmitter emitter : emitters) {
            try {
                emitter.removeNotificationListener(listener);
            } catch (ListenerNotFoundException e) {
                // Gone already, which is what was wanted.
            }
        }
    }

    private void onNotification(Notification notification, Object handback) {
        GarbageCollectionNotificationInfo info =
                GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
        tally.record(
                info.getGcName(),
                info.getGcAction(),
                info.getGcCause(),
                info.getGcInfo().getDuration(),
                info.getGcInfo().getMemoryUsageBeforeGc(),
                info.getGcInfo().getMemoryUsageAfterGc(),
                clock.nanoTime());
    }

    private static List<String> heapPoolNames() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getName)
                .toList();
    }

    private static double maxLongLivedBytes() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && HeapPools.isLongLived(pool.getName()))
                .mapToDouble(pool -> pool.getUsage().getMax())
                .sum();
    }
}
