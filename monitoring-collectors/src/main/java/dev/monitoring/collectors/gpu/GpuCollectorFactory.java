package dev.monitoring.collectors.gpu;

import dev.monitoring.core.collect.Bundle;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.collect.TargetSettings;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.util.List;
import java.util.Optional;

/** Makes the collector that watches this host's NVIDIA GPUs. Off until it is asked for: it loads native code. Immutable. */
public final class GpuCollectorFactory implements CollectorFactory {
    /** The collector's name. */
    static final String NAME = "gpu";

    /** The job of its target, by which the dashboards of dcgm-exporter find it. */
    static final String JOB = "dcgm-exporter";

    private static final Setting<String> LIBRARY = Setting.text(
            "library",
            null,
            "The file of NVIDIA's management library, where it is not found by itself: /opt/lib/libnvidia-ml.so.1.");
    private static final Setting<Compat> COMPAT = Setting.choice(
            "compat",
            Compat.DCGM_EXPORTER_4,
            Compat::word,
            "The exporter to imitate: dcgm-exporter/4, or /3 with the label Hostname.");

    /** For {@link java.util.ServiceLoader}. */
    public GpuCollectorFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String watches() {
        return "NVIDIA GPUs";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(LIBRARY, COMPAT);
    }

    @Override
    public List<Bundle> bundles() {
        return List.of(GpuBundle.BUNDLE);
    }

    @Override
    public Optional<String> unavailable() {
        try {
            Class.forName("com.sun.jna.NativeLibrary", false, GpuCollectorFactory.class.getClassLoader());
            return Optional.empty();
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.of("add net.java.dev.jna:jna-jpms to the class path");
        }
    }

    @Override
    public List<ScheduledCollector> create(Settings settings, CollectorContext context) {
        String host = context.instance().replaceFirst(":\\d+$", "");
        GpuCollector collector = new GpuCollector(settings.find(LIBRARY), host, settings.get(COMPAT));
        return List.of(context.schedule(collector, TargetSettings.target(settings, JOB, context.instance())));
    }
}
