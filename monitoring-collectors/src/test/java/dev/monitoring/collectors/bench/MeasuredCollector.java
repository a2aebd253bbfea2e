package dev.monitoring.collectors.bench;

import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A collector, and what each of its runs took of the thread that ran it. What its client does on threads of its own is not in
 * it. Thread-safe.
 */
final class MeasuredCollector implements MetricCollector {
    /**
     * One run.
     *
     * @param beginNanos when it began, by {@link Clock#nanoTime}
     * @param wallNanos how long it took
     * @param cpuNanos how long its thread was at work
     * @param allocatedBytes what its thread allocated
     * @param delivered whether it came to its end
     */
    record Run(long beginNanos, long wallNanos, long cpuNanos, long allocatedBytes, boolean delivered) {}

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final MetricCollector collector;
    private final List<Run> runs = new ArrayList<>(); // guarded by itself

    MeasuredCollector(MetricCollector collector) {
        this.collector = collector;
    }

    @Override
    public String name() {
        return collector.name();
    }

    @Override
    public Optional<Family> upFamily() {
        return collector.upFamily();
    }

    @Override
    public boolean honorsLabels() {
        return collector.honorsLabels();
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) throws Exception {
        boolean delivered = false;
        long begin = Clock.system().nanoTime();
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long cpu = THREADS.getCurrentThreadCpuTime();
        try {
            collector.collect(sink, deadline);
            delivered = true;
        } finally {
            Run run = new Run(
                    begin,
                    Clock.system().nanoTime() - begin,
                    THREADS.getCurrentThreadCpuTime() - cpu,
                    THREADS.getCurrentThreadAllocatedBytes() - bytes,
                    delivered);
            synchronized (runs) {
                runs.add(run);
            }
        }
    }

    /** The runs that ended since the last call. */
    List<Run> takeRuns() {
        synchronized (runs) {
            List<Run> taken = List.copyOf(runs);
            runs.clear();
            return taken;
        }
    }

    @Override
    public void close() {
        collector.close();
    }
}
