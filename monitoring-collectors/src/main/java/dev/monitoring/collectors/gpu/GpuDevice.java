package dev.monitoring.collectors.gpu;

import com.sun.jna.Pointer;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * One GPU: its labels, and what it is asked in each run. What its driver says it never answers is not asked again. Confined
 * to one thread at a time.
 */
final class GpuDevice implements AutoCloseable {
    private static final Family CRITICAL_ERROR = Family.gauge(
            "DCGM_FI_DEV_XID_ERRORS", "Number (XID) of the last critical error, 0 for none since the start.");

    /** An instance that the device was parted into. */
    private record Instance(Pointer handle, Labels labels) {}

    private final int index;
    private final Pointer handle;
    private final Labels labels;
    private final ClockEvents clockEvents;
    private final boolean reportsErrors;
    private final Optional<Profiler> profiler;
    private final BitSet refused = new BitSet();
    private final List<Instance> instances = new ArrayList<>();

    private GpuDevice(
            int index,
            Pointer handle,
            Labels labels,
            ClockEvents clockEvents,
            boolean reportsErrors,
            Optional<Profiler> profiler) {
        this.index = index;
        this.handle = handle;
        this.labels = labels;
        this.clockEvents = clockEvents;
        this.reportsErrors = reportsErrors;
        this.profiler = profiler;
    }

    /**
     * The device with a number.
     *
     * @param host labels that all devices of this host have
     * @param errors where critical errors come in, if they can
     * @throws NvmlException if the device does not answer
     */
    static GpuDevice of(Nvml nvml, int index, Labels host, Compat compat, Optional<CriticalErrors> errors)
            throws NvmlException {
        Pointer handle = nvml.handle("nvmlDeviceGetHandleByIndex_v2", index);
        Labels labels = host.with("gpu", String.valueOf(index))
                .with("UUID", nvml.text("nvmlDeviceGetUUID", handle))
                .with("pci_bus_id", busId(nvml, handle))
                .with("device", "nvidia" + minorNumber(nvml, handle, index))
                .with("modelName", nvml.text("nvmlDeviceGetName", handle));
        boolean reportsErrors = errors.isPresent() && errors.get().watch(handle);
        GpuDevice device = new GpuDevice(
                index,
                handle,
                labels,
                new ClockEvents(labels, compat.clockEvents()),
                reportsErrors,
                profiler(nvml, handle));
        device.findInstances(nvml);
        return device;
    }

    private static Optional<Profiler> profiler(Nvml nvml, Pointer handle) {
        try {
            return Optional.of(Profiler.of(nvml, handle));
        } catch (NvmlException e) {
            return Optional.empty(); // devices before Hopper, and users without permission, have none
        }
    }

    /** {@code nvmlPciInfo_t}: 0 the old form of the name, 16 bytes · 16 five ints · 36 the name, 32 bytes. */
    private static String busId(Nvml nvml, Pointer handle) {
        return nvml.ask("nvmlDeviceGetPciInfo_v3", handle, nvml.answer()) == 0
                ? nvml.answer().getString(36)
                : "";
    }

    private static long minorNumber(Nvml nvml, Pointer handle, int index) {
        return nvml.ask("nvmlDeviceGetMinorNumber", handle, nvml.answer()) == 0
                ? nvml.answer().getInt(0)
                : index;
    }

    private void findInstances(Nvml nvml) throws NvmlException {
        if (nvml.ask(
                                "nvmlDeviceGetMigMode",
                                handle,
                                nvml.answer(),
                                nvml.answer().share(4))
                        != 0
                || nvml.answer().getInt(0) == 0) {
            return;
        }
        long most = nvml.number("nvmlDeviceGetMaxMigDeviceCount", handle);
        for (int i = 0; i < most; i++) {
            int code = nvml.ask("nvmlDeviceGetMigDeviceHandleByIndex", handle, i, nvml.answer());
            if (code == NvmlException.NOT_FOUND) {
                continue;
            }
            if (code != 0) {
                throw nvml.refused("nvmlDeviceGetMigDeviceHandleByIndex", code);
            }
            Pointer instance = nvml.answer().getPointer(0);
            String id = String.valueOf(nvml.number("nvmlDeviceGetGpuInstanceId", instance));
            Labels own = labels.with("GPU_I_ID", id);
            String profile = profile(nvml.text("nvmlDeviceGetName", instance));
            instances.add(new Instance(instance, profile.isEmpty() ? own : own.with("GPU_I_PROFILE", profile)));
        }
    }

    /** The end of {@code NVIDIA H200 MIG 1g.18gb}. */
    private static String profile(String name) {
        int at = name.lastIndexOf("MIG ");
        return at < 0 ? "" : name.substring(at + "MIG ".length());
    }

    int index() {
        return index;
    }

    /**
     * Gives everything the device answers to a sink.
     *
     * @throws NvmlException if nothing can be asked any more, of this device or of all
     */
    void read(Nvml nvml, Optional<CriticalErrors> errors, MetricSink sink) throws NvmlException {
        int number = 0;
        if (instances.isEmpty()) {
            for (Question question : Questions.MEMORY) {
                ask(number++, question, nvml, handle, labels, sink);
            }
        }
        for (Instance instance : instances) {
            for (Question question : Questions.MEMORY) {
                ask(number++, question, nvml, instance.handle(), instance.labels(), sink);
            }
        }
        for (Question question : Questions.DEVICE) {
            ask(number++, question, nvml, handle, labels, sink);
        }
        ask(number++, () -> clockEvents.read(nvml, handle, sink), sink);
        if (profiler.isPresent()) {
            ask(number, () -> profiler.get().read(handle, labels, sink), sink);
        }
        if (reportsErrors && errors.isPresent()) {
            sink.add(CRITICAL_ERROR, labels, errors.get().last(handle));
        }
    }

    private void ask(int number, Question question, Nvml nvml, Pointer whom, Labels whose, MetricSink sink)
            throws NvmlException {
        ask(number, () -> question.read(nvml, whom, whose, sink), sink);
    }

    /** Something that can fail by itself. */
    private interface Step {
        void run() throws NvmlException;
    }

    private void ask(int number, Step step, MetricSink sink) throws NvmlException {
        if (refused.get(number)) {
            return;
        }
        try {
            step.run();
        } catch (NvmlException e) {
            if (e.endsTheSession()) {
                throw e;
            }
            if (e.isForGood()) {
                refused.set(number);
            } else {
                sink.missing("gpu " + index, e);
            }
        }
    }

    @Override
    public void close() {
        profiler.ifPresent(Profiler::close);
    }
}
