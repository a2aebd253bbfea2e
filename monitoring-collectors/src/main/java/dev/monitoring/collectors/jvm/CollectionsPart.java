package dev.monitoring.collectors.jvm;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/** Garbage collections by collector as the platform sums them up, which client_java shows and Micrometer does not. */
final class CollectionsPart implements JvmPart {
    private static final Family COLLECTIONS = Family.summary(
                    "jvm_gc_collection_seconds", "Time spent in a garbage collector, pauses or not.")
            .in("seconds");
    private static final double[] NO_QUANTILES = {};

    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
    private final List<Labels> labels = collectors.stream()
            .map(collector -> Labels.of("gc", collector.getName()))
            .toList();

    @Override
    public String name() {
        return "garbage collectors";
    }

    @Override
    public void collect(MetricSink sink) {
        for (int i = 0; i < collectors.size(); i++) {
            GarbageCollectorMXBean collector = collectors.get(i);
            long count = collector.getCollectionCount();
            long millis = collector.getCollectionTime();
            if (count >= 0 && millis >= 0) { // else this one does not tell
                sink.addSummary(COLLECTIONS, labels.get(i), NO_QUANTILES, NO_QUANTILES, millis / 1e3, count);
            }
        }
    }
}
