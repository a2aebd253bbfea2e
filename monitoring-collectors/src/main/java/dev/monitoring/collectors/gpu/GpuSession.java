package dev.monitoring.collectors.gpu;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * NVML from its initialization to its shutdown, and the devices it has. Devices are looked up anew now and then, for they
 * are parted into instances and joined again while it runs. Confined to one thread at a time.
 */
final class GpuSession implements AutoCloseable {
    /** Five minutes at five seconds. */
    private static final int RUNS_BETWEEN_LOOKUPS = 60;

    private final Nvml nvml;
    private final Labels host;
    private final Compat compat;
    private final Optional<CriticalErrors> errors;
    private final List<GpuDevice> devices = new ArrayList<>();
    private int runs;

    private GpuSession(Nvml nvml, Labels host, Compat compat) {
        this.nvml = nvml;
        this.host = host.with("DCGM_FI_DRIVER_VERSION", nvml.text("nvmlSystemGetDriverVersion", null));
        this.compat = compat;
        this.errors = errors(nvml);
    }

    private static Optional<CriticalErrors> errors(Nvml nvml) {
        try {
            return Optional.of(CriticalErrors.of(nvml));
        } catch (NvmlException e) {
            return Optional.empty(); // no events on this system
        }
    }

    /**
     * Initializes NVML.
     *
     * @param library the library's file, or empty to look for it where systems have it
     * @param host labels that all devices of this host have
     */
    static GpuSession open(Optional<String> library, Labels host, Compat compat) throws NvmlException {
        return new GpuSession(Nvml.open(library), host, compat);
    }

    /**
     * Reads all devices.
     *
     * @return whether the session is still good; if not, a device was lost and the next run needs a new one
     * @throws NvmlException if no device could be read
     */
    boolean read(MetricSink sink) throws NvmlException {
        if (runs++ % RUNS_BETWEEN_LOOKUPS == 0) {
            findDevices();
        }
        errors.ifPresent(CriticalErrors::read);
        NvmlException lost = null;
        int read = 0;
        for (GpuDevice device : devices) {
            try {
                device.read(nvml, errors, sink);
                read++;
            } catch (NvmlException e) {
                lost = e;
                sink.missing("gpu " + device.index(), e);
            }
        }
        if (lost != null && read == 0) {
            throw lost;
        }
        return lost == null;
    }

    private void findDevices() throws NvmlException {
        forgetDevices();
        int count = nvml.deviceCount();
        if (count == 0) {
            throw NvmlException.noDevice();
        }
        for (int index = 0; index < count; index++) {
            devices.add(GpuDevice.of(nvml, index, host, compat, errors));
        }
    }

    private void forgetDevices() {
        devices.forEach(GpuDevice::close);
        devices.clear();
    }

    @Override
    public void close() {
        forgetDevices();
        errors.ifPresent(CriticalErrors::close);
        nvml.close();
    }
}
