package dev.monitoring.collectors.gpu;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.util.List;

/**
 * How busy the parts of one device were between two runs, by its own counters; Hopper and later have them. Confined to one
 * thread at a time.
 *
 * <h2>Layout, in bytes</h2>
 *
 * <pre>
 * nvmlGpmSupport_t     0 version (int) · 4 supported (int)
 * nvmlGpmMetricsGet_t  0 version (int) · 4 count (int) · 8 sample · 16 sample · 24 metrics
 * nvmlGpmMetric_t      0 metric (int) · 4 return (int) · 8 value (double) · 16 three texts
 * </pre>
 */
final class Profiler implements AutoCloseable {
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 24;
    private static final int METRIC_BYTES = 40;

    private static final double PERCENT = 1e-2;
    private static final double MEBIBYTES = 1 << 20;

    /** A metric by NVML's number, and what one is worth in the family's unit. */
    private record Metric(int number, double unit, Family family) {}

    private static final List<Metric> METRICS = List.of(
            ratio(1, "DCGM_FI_PROF_GR_ENGINE_ACTIVE", "Time the graphics or compute engine was active, ratio."),
            ratio(2, "DCGM_FI_PROF_SM_ACTIVE", "Time a multiprocessor had a warp assigned, mean of all, ratio."),
            ratio(3, "DCGM_FI_PROF_SM_OCCUPANCY", "Warps on a multiprocessor, of as many as it takes, ratio."),
            ratio(5, "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", "Time the tensor pipes were active, ratio."),
            ratio(10, "DCGM_FI_PROF_DRAM_ACTIVE", "Time the memory's interface moved data, ratio."),
            ratio(11, "DCGM_FI_PROF_PIPE_FP64_ACTIVE", "Time the pipes for 64 bits were active, ratio."),
            ratio(12, "DCGM_FI_PROF_PIPE_FP32_ACTIVE", "Time the pipes for 32 bits were active, ratio."),
            ratio(13, "DCGM_FI_PROF_PIPE_FP16_ACTIVE", "Time the pipes for 16 bits were active, ratio."),
            new Metric(20, MEBIBYTES, Family.gauge("DCGM_FI_PROF_PCIE_TX_BYTES", "Sent over PCIe, bytes per second.")),
            new Metric(
                    21,
                    MEBIBYTES,
                    Family.gauge("DCGM_FI_PROF_PCIE_RX_BYTES", "Received over PCIe, bytes per second.")));

    private final Nvml nvml;
    private final Memory metrics = new Memory(HEADER_BYTES + (long) METRIC_BYTES * METRICS.size());
    private Pointer before;
    private Pointer now;
    private boolean hasBefore;

    private Profiler(Nvml nvml, Pointer before, Pointer now) {
        this.nvml = nvml;
        this.before = before;
        this.now = now;
    }

    private static Metric ratio(int number, String name, String help) {
        return new Metric(number, PERCENT, Family.gauge(name, help));
    }

    /**
     * A profiler of a device.
     *
     * @throws NvmlException if the device, the driver or the permissions do not allow one
     */
    static Profiler of(Nvml nvml, Pointer device) throws NvmlException {
        Memory support = nvml.answer();
        support.setInt(0, VERSION);
        support.setInt(4, 0);
        nvml.call("nvmlGpmQueryDeviceSupport", device, support);
        if (support.getInt(4) == 0) {
            throw nvml.refused("nvmlGpmQueryDeviceSupport", NvmlException.NOT_SUPPORTED);
        }
        Pointer first = nvml.handle("nvmlGpmSampleAlloc");
        try {
            return new Profiler(nvml, first, nvml.handle("nvmlGpmSampleAlloc"));
        } catch (NvmlException e) {
            nvml.ask("nvmlGpmSampleFree", first);
            throw e;
        }
    }

    /** Gives what was counted since the run before to a sink; nothing in the first run. */
    void read(Pointer device, Labels labels, MetricSink sink) throws NvmlException {
        nvml.call("nvmlGpmSampleGet", device, now);
        if (hasBefore) {
            compare(labels, sink);
        }
        Pointer free = before;
        before = now;
        now = free;
        hasBefore = true;
    }

    private void compare(Labels labels, MetricSink sink) throws NvmlException {
        metrics.clear();
        metrics.setInt(0, VERSION);
        metrics.setInt(4, METRICS.size());
        metrics.setPointer(8, before);
        metrics.setPointer(16, now);
        for (int i = 0; i < METRICS.size(); i++) {
            metrics.setInt(offset(i), METRICS.get(i).number());
        }
        nvml.call("nvmlGpmMetricsGet", metrics);
        for (int i = 0; i < METRICS.size(); i++) {
            Metric metric = METRICS.get(i);
            double value = metrics.getDouble(offset(i) + 8);
            if (metrics.getInt(offset(i) + 4) == 0 && !Double.isNaN(value)) {
                sink.add(metric.family(), labels, value * metric.unit());
            }
        }
    }

    private static long offset(int index) {
        return HEADER_BYTES + (long) METRIC_BYTES * index;
    }

    @Override
    public void close() {
        nvml.ask("nvmlGpmSampleFree", before);
        nvml.ask("nvmlGpmSampleFree", now);
        metrics.close();
    }
}
