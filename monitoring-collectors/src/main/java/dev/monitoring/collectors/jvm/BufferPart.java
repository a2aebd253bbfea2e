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

    private static final Family USED_BUFFERS = Family.gauge("jvm_buffer_pool_used_buffers", COUNT.help());
    private static final Family USED_BYTES =
            Family.gauge("jvm_buffer_pool_used_bytes", USED.help()).in("bytes");
    private static final Family CAPACITY_BYTES =
            Family.gauge("jvm_buffer_pool_capacity_bytes", CAPACITY.help()).in("bytes");

    private final List<BufferPoolMXBean> pools = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
    private final List<Labels> ids = labels("id");
    private final List<Labels> names = labels("pool");

    private List<Labels> labels(String name) {
        return pools.stream().map(pool -> Labels.of(name, pool.getName())).toList();
    }

    @Override
    public String name() {
        return "buffer pools";
    }

    @Override
    public void collect(MetricSink sink) {
        for (int i = 0; i < pools.size(); i++) {
            BufferPoolMXBean pool = pools.get(i);
            add(COUNT, USED_BUFFERS, i, pool.getCount(), sink);
            add(USED, USED_BYTES, i, pool.getMemoryUsed(), sink);
            add(CAPACITY, CAPACITY_BYTES, i, pool.getTotalCapacity(), sink);
        }
    }

    private void add(Family family, Family alias, int pool, double value, MetricSink sink) {
        sink.add(family, ids.get(pool), value);
        sink.add(alias, names.get(pool), value);
    }
}
