package dev.monitoring.collectors.gpu;

import dev.monitoring.core.collect.Bundle;
import java.util.List;

/** What {@code /metrics/system} shows of GPUs. */
final class GpuBundle {
    private static final String THROTTLED =
            "gpu_clock_event{clock_event=~\"sw_power_cap|hw_slowdown|sw_thermal|hw_thermal|hw_power_brake\"}";

    static final Bundle BUNDLE = new Bundle(
            "system",
            "this host",
            List.of(new Bundle.Table(
                    "gpus",
                    "gpu",
                    List.of(
                            value("utilization_percent", "max", "DCGM_FI_DEV_GPU_UTIL"),
                            value("mem_used_bytes", "1048576 * sum", "DCGM_FI_DEV_FB_USED"),
                            value("mem_total_bytes", "1048576 * sum", "DCGM_FI_DEV_FB_TOTAL"),
                            new Bundle.Value(
                                    "mem_percent",
                                    "100 * sum by (gpu) (DCGM_FI_DEV_FB_USED) / sum by (gpu) (DCGM_FI_DEV_FB_TOTAL)"),
                            value("temperature_celsius", "max", "DCGM_FI_DEV_GPU_TEMP"),
                            value("power_watts", "max", "DCGM_FI_DEV_POWER_USAGE"),
                            value("sm_clock_hertz", "1000000 * max", "DCGM_FI_DEV_SM_CLOCK"),
                            value("throttled", "max", THROTTLED),
                            value("uncorrected_memory_errors", "max", "DCGM_FI_DEV_ECC_DBE_VOL_TOTAL"),
                            value("last_critical_error", "max", "DCGM_FI_DEV_XID_ERRORS")))));

    private GpuBundle() {}

    private static Bundle.Value value(String name, String aggregation, String selector) {
        return new Bundle.Value(name, aggregation + " by (gpu) (" + selector + ")");
    }
}
