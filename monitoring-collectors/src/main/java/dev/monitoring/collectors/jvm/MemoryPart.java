package dev.monitoring.collectors.jvm;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Memory pools: used, committed, and maximum, which is −1 where a pool has none of its own. */
final class MemoryPart implements JvmPart {
    private static final Family USED =
            Family.gauge("jvm_memory_used_bytes", "Memory in use in a pool.").in("bytes");
    private static final Family COMMITTED = Family.gauge(
                    "jvm_memory_committed_bytes", "Memory a pool has from the system.")
            .in("bytes");
    private static final Family MAX = Family.gauge(
                    "jvm_memory_max_bytes", "Memory a pool may grow to; -1 where nothing limits it alone.")
            .in("bytes");

    private static final Family PENDING_FINALIZATION =
            Family.gauge("jvm_memory_objects_pending_finalization", "Objects that wait for their finalizers, about.");

    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private final List<Pool> pools =
            ManagementFactory.getMemoryPoolMXBeans().stream().map(Pool::new).toList();

    private static final class Pool {
        private final MemoryPoolMXBean bean;
        private final Labels labels;
        private @Nullable MemoryUsage usage;

        private Pool(MemoryPoolMXBean bean) {
            this.bean = bean;
            this.labels =
                    Labels.of("area", bean.getType() == MemoryType.HEAP ? "heap" : "nonheap", "id", bean.getName());
        }

        private void read() {
            try {
                usage = bean.getUsage();
            } catch (InternalError e) {
                usage = null; // JDK-8207200: thrown when committed exceeds max for a moment, under concurrent
                // collection
            }
        }
    }

    @Override
    public String name() {
        return "memory pools";
    }

    @Override
    public void collect(MetricSink sink) {
        sink.add(PENDING_FINALIZATION, Labels.EMPTY, memory.getObjectPendingFinalizationCount());
        for (Pool pool : pools) {
            pool.read();
        }
        for (Pool pool : pools) {
            if (pool.usage != null) {
                sink.add(USED, pool.labels, pool.usage.getUsed());
            }
        }
        for (Pool pool : pools) {
            if (pool.usage != null) {
                sink.add(COMMITTED, pool.labels, pool.usage.getCommitted());
            }
        }
        for (Pool pool : pools) {
            if (pool.usage != null) {
                sink.add(MAX, pool.labels, pool.usage.getMax());
            }
        }
    }
}
