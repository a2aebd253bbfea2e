package dev.monitoring.collectors.gpu;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.HashMap;
import java.util.Map;

/**
 * The last critical error (XID) of each device, from NVML's queue of events, which is emptied in each run and never waited
 * for. Confined to one thread at a time.
 *
 * <p>{@code nvmlEventData_t}, in bytes: 0 device · 8 event · 16 data · 24 instance · 28 compute instance.
 */
final class CriticalErrors implements AutoCloseable {
    private static final long CRITICAL_ERROR = 0x8;

    /** A device that reports without end must not hold up a run. */
    private static final int MAX_EVENTS = 256;

    private final Nvml nvml;
    private final Pointer events;
    private final Map<Pointer, Long> last = new HashMap<>();

    private CriticalErrors(Nvml nvml, Pointer events) {
        this.nvml = nvml;
        this.events = events;
    }

    /**
     * An empty queue.
     *
     * @throws NvmlException if the system has none: Windows, virtual devices
     */
    static CriticalErrors of(Nvml nvml) throws NvmlException {
        return new CriticalErrors(nvml, nvml.handle("nvmlEventSetCreate"));
    }

    /** Whether errors of the device come in from now on. */
    boolean watch(Pointer device) {
        if (last.containsKey(device)) {
            return true;
        }
        if (nvml.ask("nvmlDeviceRegisterEvents", device, CRITICAL_ERROR, events) != 0) {
            return false;
        }
        last.put(device, 0L);
        return true;
    }

    /** Takes note of what came in since the run before. */
    void read() {
        Memory event = nvml.answer();
        for (int i = 0; i < MAX_EVENTS && nvml.ask("nvmlEventSetWait_v2", events, event, 0) == 0; i++) {
            if ((event.getLong(8) & CRITICAL_ERROR) != 0) {
                last.put(event.getPointer(0), event.getLong(16));
            }
        }
    }

    /** The number of the last error, 0 where there was none since the start. */
    long last(Pointer device) {
        return last.getOrDefault(device, 0L);
    }

    @Override
    public void close() {
        nvml.ask("nvmlEventSetFree", events);
    }
}
