package dev.monitoring.collectors.jvm;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/** Buffers outside the heap: direct and mapped. */
final class BufferPart implements JvmPart {
    private static final Family COUNT = Family.gauge("jvm_buffer_count_buffers", "Buffers in a pool, about.");
    private static final Family USED = Family.gauge(
                    "jvm_buffer_memory_used_bytes", "Memory the buffers of a pool take, about.")
            .in("bytes");
    private static final Family CAPACITY = Family.gauge(
                    "jvm_buffer_total_capacity_bytes", "Capacity of the buffers of a pool together, about.")
            .in("bytes");

    private final List<BufferPoolMXBean> pools = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
    private final List<Labels> labels =
            pools.stream().map(pool -> Labels.of("id", pool.getName())).toList();

    @Override
    public String name() {
        return "buffer pools";
    }

    @Override
    public void collect(MetricSink sink) {
        for (int i = 0; i < pools.size(); i++) {
            sink.add(COUNT, labels.get(i), pools.get(i).getCount());
        }
        for (int i = 0; i < pools.size(); i++) {
            sink.add(USED, labels.get(i), pools.get(i).getMemoryUsed());
        }
        for (int i = 0; i < pools.size(); i++) {
            sink.add(CAPACITY, labels.get(i), pools.get(i).getTotalCapacity());
        }
    }
}
