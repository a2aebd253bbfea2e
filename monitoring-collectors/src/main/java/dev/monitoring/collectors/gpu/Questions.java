package dev.monitoring.collectors.gpu;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.monitoring.collectors.gpu.Question.Figure;
import dev.monitoring.core.model.Family;
import java.util.List;

/**
 * What is asked about each device, and the fields of dcgm-exporter that the answers feed. Left out is
 * {@code nvmlDeviceGetPcieThroughput}: it measures for 20 milliseconds per call; {@link Profiler} has those figures where the
 * device counts them.
 */
final class Questions {
    private static final int NVLINK_SENT = 138;
    private static final int NVLINK_RECEIVED = 139;
    private static final int MEMORY_TEMPERATURE = 82;
    private static final int ALL_LINKS = -1;

    /** {@code nvmlFieldValue_t}: 0 field · 4 scope · 8 time · 16 latency · 24 type · 28 return · 32 value. */
    private static final int FIELD_BYTES = 40;

    private static final int FIELD_RETURN = 28;
    private static final int FIELD_VALUE = 32;

    private static final int MEBIBYTE_SHIFT = 20;

    /** The size of {@code nvmlMemory_v2_t}, 40, with its version, 2. */
    private static final int MEMORY_VERSION_2 = 40 | 2 << 24;

    /** Memory: of a device, or of each instance on it. */
    static final List<Question> MEMORY = List.of(new Question(
            "nvmlDeviceGetMemoryInfo",
            Questions::memory,
            List.of(
                    wide(gauge("DCGM_FI_DEV_FB_TOTAL", "Memory of the device, MiB."), 0, 1),
                    wide(gauge("DCGM_FI_DEV_FB_RESERVED", "Memory that the driver keeps for itself, MiB."), 8, 1),
                    wide(gauge("DCGM_FI_DEV_FB_FREE", "Memory that is free, MiB."), 16, 1),
                    wide(gauge("DCGM_FI_DEV_FB_USED", "Memory in use, MiB."), 24, 1))));

    /** All but memory. */
    static final List<Question> DEVICE = List.of(
            Question.number(
                    gauge("DCGM_FI_DEV_SM_CLOCK", "Clock of the streaming multiprocessors, MHz."),
                    "nvmlDeviceGetClockInfo",
                    1),
            Question.number(gauge("DCGM_FI_DEV_MEM_CLOCK", "Clock of the memory, MHz."), "nvmlDeviceGetClockInfo", 2),
            Question.number(
                    gauge("DCGM_FI_DEV_VIDEO_CLOCK", "Clock of the video engines, MHz."), "nvmlDeviceGetClockInfo", 3),
            Question.number(
                    gauge("DCGM_FI_DEV_GPU_TEMP", "Temperature of the chip, degrees Celsius."),
                    "nvmlDeviceGetTemperature",
                    0),
            field(
                    gauge("DCGM_FI_DEV_MEMORY_TEMP", "Temperature of the memory, degrees Celsius."),
                    MEMORY_TEMPERATURE,
                    Integer.BYTES),
            Question.number(gauge("DCGM_FI_DEV_POWER_USAGE", "Power drawn, watts."), "nvmlDeviceGetPowerUsage", 1e-3),
            Question.number(
                    gauge("DCGM_FI_DEV_POWER_MGMT_LIMIT", "Power the device was set to draw at most, watts."),
                    "nvmlDeviceGetPowerManagementLimit",
                    1e-3),
            Question.number(
                    gauge("DCGM_FI_DEV_ENFORCED_POWER_LIMIT", "The lowest of all limits on power, watts."),
                    "nvmlDeviceGetEnforcedPowerLimit",
                    1e-3),
            new Question(
                    "nvmlDeviceGetTotalEnergyConsumption",
                    (nvml, device) -> nvml.call("nvmlDeviceGetTotalEnergyConsumption", device, nvml.answer()),
                    List.of(wide(
                            counter(
                                    "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION",
                                    "Energy used since the driver was loaded, millijoules."),
                            0,
                            1))),
            Question.number(
                    counter("DCGM_FI_DEV_PCIE_REPLAY_COUNTER", "Retries on the PCIe bus."),
                    "nvmlDeviceGetPcieReplayCounter",
                    1.0),
            Question.number(
                    gauge("DCGM_FI_DEV_PCIE_LINK_GEN", "Generation the PCIe link runs at now."),
                    "nvmlDeviceGetCurrPcieLinkGeneration",
                    1.0),
            Question.number(
                    gauge("DCGM_FI_DEV_PCIE_LINK_WIDTH", "Lanes the PCIe link runs with now."),
                    "nvmlDeviceGetCurrPcieLinkWidth",
                    1.0),
            new Question(
                    "nvmlDeviceGetUtilizationRates",
                    (nvml, device) -> nvml.call("nvmlDeviceGetUtilizationRates", device, nvml.answer()),
                    List.of(
                            narrow(gauge("DCGM_FI_DEV_GPU_UTIL", "Time with a kernel at work, percent."), 0),
                            narrow(
                                    gauge("DCGM_FI_DEV_MEM_COPY_UTIL", "Time with memory read or written, percent."),
                                    4))),
            sampled(
                    gauge("DCGM_FI_DEV_ENC_UTIL", "Use of the video encoder, percent."),
                    "nvmlDeviceGetEncoderUtilization"),
            sampled(
                    gauge("DCGM_FI_DEV_DEC_UTIL", "Use of the video decoder, percent."),
                    "nvmlDeviceGetDecoderUtilization"),
            Question.number(
                    gauge("DCGM_FI_DEV_FAN_SPEED", "Speed of the fan, percent of its greatest."),
                    "nvmlDeviceGetFanSpeed",
                    1.0),
            Question.number(
                    gauge("DCGM_FI_DEV_PSTATE", "Performance state: 0 the fastest, 15 the slowest."),
                    "nvmlDeviceGetPerformanceState",
                    1.0),
            new Question(
                    "nvmlDeviceGetRemappedRows",
                    Questions::remappedRows,
                    List.of(
                            narrow(
                                    counter(
                                            "DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS",
                                            "Rows of memory replaced for errors that could be corrected."),
                                    0),
                            narrow(
                                    counter(
                                            "DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS",
                                            "Rows of memory replaced for errors that could not be corrected."),
                                    4),
                            narrow(gauge("DCGM_FI_DEV_ROW_REMAP_PENDING", "1 if rows wait for a reset."), 8),
                            narrow(gauge("DCGM_FI_DEV_ROW_REMAP_FAILURE", "1 if a row could not be replaced."), 12))),
            pair("nvmlDeviceGetEccMode", gauge("DCGM_FI_DEV_ECC_CURRENT", "1 if the memory corrects errors.")),
            pair(
                    "nvmlDeviceGetMigMode",
                    gauge("DCGM_FI_DEV_MIG_MODE", "1 if the device can be parted into instances.")),
            errors("DCGM_FI_DEV_ECC_SBE_VOL_TOTAL", "Corrected memory errors since the driver was loaded.", 0, 0),
            errors("DCGM_FI_DEV_ECC_DBE_VOL_TOTAL", "Uncorrected memory errors since the driver was loaded.", 1, 0),
            errors("DCGM_FI_DEV_ECC_SBE_AGG_TOTAL", "Corrected memory errors in the device's life.", 0, 1),
            errors("DCGM_FI_DEV_ECC_DBE_AGG_TOTAL", "Uncorrected memory errors in the device's life.", 1, 1),
            retired("DCGM_FI_DEV_RETIRED_SBE", "Pages no longer used, for several corrected errors.", 0),
            retired("DCGM_FI_DEV_RETIRED_DBE", "Pages no longer used, for an uncorrected error.", 1),
            Question.number(
                    gauge("DCGM_FI_DEV_RETIRED_PENDING", "1 if pages will be no longer used after a reset."),
                    "nvmlDeviceGetRetiredPagesPendingStatus",
                    1.0),
            new Question(
                    "nvmlDeviceGetFieldValues",
                    Questions::linkBytes,
                    List.of(wide(
                            counter(
                                    "DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL",
                                    "Data sent and received over all NVLinks, KiB."),
                            0,
                            1))));

    private Questions() {}

    /** Writes total, reserved, free and used, MiB; what is reserved is not known to older drivers. */
    private static void memory(Nvml nvml, Pointer device) throws NvmlException {
        Memory answer = nvml.answer();
        if (nvml.has("nvmlDeviceGetMemoryInfo_v2")) {
            answer.setInt(0, MEMORY_VERSION_2);
            nvml.call("nvmlDeviceGetMemoryInfo_v2", device, answer);
            arrange(answer, answer.getLong(8), answer.getLong(16), answer.getLong(24), answer.getLong(32));
        } else {
            nvml.call("nvmlDeviceGetMemoryInfo", device, answer);
            arrange(answer, answer.getLong(0), -1, answer.getLong(8), answer.getLong(16));
        }
    }

    private static void arrange(Memory answer, long... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            answer.setLong((long) Long.BYTES * i, bytes[i] == -1 ? -1 : bytes[i] >>> MEBIBYTE_SHIFT);
        }
    }

    private static void remappedRows(Nvml nvml, Pointer device) throws NvmlException {
        Memory answer = nvml.answer();
        nvml.call("nvmlDeviceGetRemappedRows", device, answer, answer.share(4), answer.share(8), answer.share(12));
    }

    /** Writes the sum of both directions. */
    private static void linkBytes(Nvml nvml, Pointer device) throws NvmlException {
        Memory answer = nvml.answer();
        answer.clear(2 * FIELD_BYTES);
        answer.setInt(0, NVLINK_SENT);
        answer.setInt(4, ALL_LINKS);
        answer.setInt(FIELD_BYTES, NVLINK_RECEIVED);
        answer.setInt(FIELD_BYTES + 4, ALL_LINKS);
        nvml.call("nvmlDeviceGetFieldValues", device, 2, answer);
        requireField(nvml, 0);
        requireField(nvml, FIELD_BYTES);
        answer.setLong(0, answer.getLong(FIELD_VALUE) + answer.getLong(FIELD_BYTES + FIELD_VALUE));
    }

    private static void requireField(Nvml nvml, int offset) throws NvmlException {
        int code = nvml.answer().getInt((long) offset + FIELD_RETURN);
        if (code != 0) {
            throw nvml.refused("nvmlDeviceGetFieldValues", code);
        }
    }

    private static Question field(Family family, int field, int bytes) {
        return new Question(
                "nvmlDeviceGetFieldValues",
                (nvml, device) -> {
                    nvml.answer().clear(FIELD_BYTES);
                    nvml.answer().setInt(0, field);
                    nvml.call("nvmlDeviceGetFieldValues", device, 1, nvml.answer());
                    requireField(nvml, 0);
                },
                List.of(new Figure(family, FIELD_VALUE, bytes, 1)));
    }

    /** A number, and behind it the time it was averaged over. */
    private static Question sampled(Family family, String function) {
        return new Question(
                function,
                (nvml, device) ->
                        nvml.call(function, device, nvml.answer(), nvml.answer().share(4)),
                List.of(narrow(family, 0)));
    }

    /** What holds now, and behind it what will hold after a reset. */
    private static Question pair(String function, Family family) {
        return sampled(family, function);
    }

    private static Question errors(String name, String help, int type, int span) {
        return new Question(
                "nvmlDeviceGetTotalEccErrors",
                (nvml, device) -> nvml.call("nvmlDeviceGetTotalEccErrors", device, type, span, nvml.answer()),
                List.of(wide(counter(name, help), 0, 1)));
    }

    /** Asks with room for no address: the number of pages is what comes back. */
    private static Question retired(String name, String help, int cause) {
        String function = "nvmlDeviceGetRetiredPages";
        return new Question(
                function,
                (nvml, device) -> {
                    nvml.answer().setInt(0, 0);
                    int code = nvml.ask(function, device, cause, nvml.answer(), Pointer.NULL);
                    if (code != 0 && code != NvmlException.INSUFFICIENT_SIZE) {
                        throw nvml.refused(function, code);
                    }
                },
                List.of(narrow(counter(name, help), 0)));
    }

    private static Figure wide(Family family, int offset, double unit) {
        return new Figure(family, offset, Long.BYTES, unit);
    }

    private static Figure narrow(Family family, int offset) {
        return new Figure(family, offset, Integer.BYTES, 1);
    }

    private static Family gauge(String name, String help) {
        return Family.gauge(name, help);
    }

    private static Family counter(String name, String help) {
        return Family.counter(name, help);
    }
}
