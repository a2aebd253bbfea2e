package dev.monitoring.collectors.jvm;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Processors, load and file descriptors, by the operating system bean of HotSpot and OpenJ9. The shares of processor time
 * are worked out here from times, see {@link HostCpu} for why; the process's is that of the processors available to the
 * JVM, which in a container are those of its quota.
 */
final class ProcessorPart implements JvmPart {
    private static final Family CPU_COUNT = Family.gauge("system_cpu_count", "Processors available to the JVM.");
    private static final Family LOAD = Family.gauge(
            "system_load_average_1m", "Runnable tasks per moment over the last minute, queued and running.");
    private static final Family SYSTEM_CPU =
            Family.gauge("system_cpu_usage", "Share of the host's processors in use by all, of late, 0 to 1.");
    private static final Family PROCESS_CPU = Family.gauge(
            "process_cpu_usage", "Share of the available processors in use by this process, of late, 0 to 1.");
    private static final Family CPU_TIME_NANOS =
            Family.counter("process_cpu_time_ns_total", "Processor time this process used, in nanoseconds.");
    private static final Family CPU_SECONDS = Family.counter(
                    "process_cpu_seconds_total", "Processor time this process used, user and system.")
            .in("seconds");
    private static final Family OPEN_FILES =
            Family.gauge("process_files_open_files", "File descriptors this process has open.");
    private static final Family MAX_FILES =
            Family.gauge("process_files_max_files", "File descriptors this process may have open.");
    private static final Family OPEN_FDS = Family.gauge("process_open_fds", "File descriptors this process has open.");
    private static final Family MAX_FDS =
            Family.gauge("process_max_fds", "File descriptors this process may have open.");

    private final Clock clock;
    private final OperatingSystemMXBean system;
    private final @Nullable HostCpu host;
    private long lastCpuNanos = -1;
    private long lastNanoTime;

    /**
     * Finds the bean.
     *
     * @param stat Linux' {@code /proc/stat}; where there is no such file the bean is asked
     * @throws UnsupportedOperationException if this JVM's bean does not know processor times
     */
    ProcessorPart(Clock clock, Path stat) {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean bean)) {
            throw new UnsupportedOperationException("this JVM has no com.sun.management.OperatingSystemMXBean");
        }
        this.clock = clock;
        this.system = bean;
        this.host = Files.isReadable(stat) ? new HostCpu(stat) : null;
    }

    @Override
    public String name() {
        return "processors";
    }

    @Override
    public void collect(MetricSink sink) throws IOException {
        int available = Runtime.getRuntime().availableProcessors();
        sink.add(CPU_COUNT, Labels.EMPTY, available);
        addKnown(sink, LOAD, system.getSystemLoadAverage());
        addProcessTime(sink, available);
        if (system instanceof UnixOperatingSystemMXBean unix) {
            addFiles(sink, unix.getOpenFileDescriptorCount(), unix.getMaxFileDescriptorCount());
        }
        addKnown(sink, SYSTEM_CPU, host == null ? system.getCpuLoad() : host.read());
    }

    private void addProcessTime(MetricSink sink, int availableProcessors) {
        long now = clock.nanoTime();
        long cpuNanos = system.getProcessCpuTime();
        if (cpuNanos < 0) {
            return;
        }
        sink.add(CPU_TIME_NANOS, Labels.EMPTY, cpuNanos);
        sink.add(CPU_SECONDS, Labels.EMPTY, cpuNanos / 1e9);
        if (lastCpuNanos >= 0 && now > lastNanoTime) {
            double usage = (double) (cpuNanos - lastCpuNanos) / (now - lastNanoTime) / availableProcessors;
            sink.add(PROCESS_CPU, Labels.EMPTY, Math.min(1, Math.max(0, usage)));
        }
        lastCpuNanos = cpuNanos;
        lastNanoTime = now;
    }

    private static void addFiles(MetricSink sink, long open, long max) {
        if (open >= 0) {
            sink.add(OPEN_FILES, Labels.EMPTY, open);
            sink.add(OPEN_FDS, Labels.EMPTY, open);
        }
        if (max >= 0) {
            sink.add(MAX_FILES, Labels.EMPTY, max);
            sink.add(MAX_FDS, Labels.EMPTY, max);
        }
    }

    /** A negative number or NaN stands for what is not known yet, or never will be. */
    private static void addKnown(MetricSink sink, Family family, double value) {
        if (value >= 0) {
            sink.add(family, Labels.EMPTY, value);
        }
    }
}
