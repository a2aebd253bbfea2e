package dev.monitoring.collectors.gpu;

import com.sun.jna.Pointer;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Why a device's clocks are not as high as they could be: all reasons in one number, as dcgm-exporter has them, and each by
 * itself, since PromQL cannot take bits apart. Immutable.
 */
final class ClockEvents {
    private static final Family EVENT = Family.gauge(
            "gpu_clock_event", "1 while this is a reason why the clocks are not higher; all reasons are listed.");

    private static final String FUNCTION = "nvmlDeviceGetCurrentClocksEventReasons";
    private static final String OLDER_FUNCTION = "nvmlDeviceGetCurrentClocksThrottleReasons";

    private enum Reason {
        GPU_IDLE(0x1),
        CLOCKS_SETTING(0x2),
        SW_POWER_CAP(0x4),
        HW_SLOWDOWN(0x8),
        SYNC_BOOST(0x10),
        SW_THERMAL(0x20),
        HW_THERMAL(0x40),
        HW_POWER_BRAKE(0x80),
        DISPLAY_CLOCKS(0x100);

        private final long bit;

        Reason(long bit) {
            this.bit = bit;
        }
    }

    private final Labels labels;
    private final Map<Reason, Labels> labelsByReason = new EnumMap<>(Reason.class);
    private final Family bits;

    /**
     * The reasons of one device.
     *
     * @param labels those of the device
     * @param bits the family of all reasons in one number
     */
    ClockEvents(Labels labels, Family bits) {
        this.labels = labels;
        this.bits = bits;
        for (Reason reason : Reason.values()) {
            labelsByReason.put(reason, labels.with("clock_event", reason.name().toLowerCase(Locale.ROOT)));
        }
    }

    void read(Nvml nvml, Pointer device, MetricSink sink) throws NvmlException {
        nvml.call(nvml.has(FUNCTION) ? FUNCTION : OLDER_FUNCTION, device, nvml.answer());
        long reasons = nvml.answer().getLong(0);
        sink.add(bits, labels, reasons);
        labelsByReason.forEach((reason, own) -> sink.add(EVENT, own, (reasons & reason.bit) != 0 ? 1 : 0));
    }
}
