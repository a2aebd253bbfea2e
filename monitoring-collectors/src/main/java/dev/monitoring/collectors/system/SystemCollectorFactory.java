package dev.monitoring.collectors.system;

import dev.monitoring.collectors.system.linux.LinuxCollector;
import dev.monitoring.collectors.system.linux.LinuxSettings;
import dev.monitoring.collectors.system.oshi.OshiCollector;
import dev.monitoring.collectors.system.oshi.Vocabulary;
import dev.monitoring.core.collect.Bundle;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.collect.TargetSettings;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.util.List;
import java.util.Optional;

/** Makes the collector that watches the host. Immutable. */
public final class SystemCollectorFactory implements CollectorFactory {
    /** The collector's name. */
    static final String NAME = "system";

    /** The job of its target, by which node_exporter's dashboards find it. */
    static final String JOB = "node";

    /** The job of its target on Windows, by which windows_exporter's dashboards find it. */
    static final String WINDOWS_JOB = "windows";

    private static final String OSHI = "oshi.SystemInfo";

    private final OperatingSystemFamily system;

    /** For {@link java.util.ServiceLoader}. */
    public SystemCollectorFactory() {
        this(OperatingSystemFamily.of(System.getProperty("os.name", "")));
    }

    SystemCollectorFactory(OperatingSystemFamily system) {
        this.system = system;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String watches() {
        return "this host";
    }

    @Override
    public boolean enabledByDefault() {
        return true;
    }

    @Override
    public List<Setting<?>> settings() {
        return SystemSettings.ALL;
    }

    @Override
    public List<Bundle> bundles() {
        return List.of(SystemBundle.BUNDLE);
    }

    @Override
    public List<Bundle> bundles(Settings settings) {
        return List.of(SystemBundle.BUNDLE.forJob(job(), TargetSettings.job(settings, job())));
    }

    @Override
    public Optional<String> unavailable() {
        return system == OperatingSystemFamily.LINUX || isOnClassPath(OSHI)
                ? Optional.empty()
                : Optional.of("add com.github.oshi:oshi-core to the class path");
    }

    private static boolean isOnClassPath(String className) {
        try {
            Class.forName(className, false, SystemCollectorFactory.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    @Override
    public List<ScheduledCollector> create(Settings settings, CollectorContext context) {
        LinuxSettings linux = SystemSettings.read(settings);
        MetricCollector collector = switch (system) {
            case LINUX -> new LinuxCollector(NAME, linux, context.clock());
            case WINDOWS -> OshiCollector.ofThisMachine(NAME, Vocabulary.WINDOWS, context.clock());
            case OTHER -> OshiCollector.ofThisMachine(NAME, Vocabulary.NODE, context.clock());
        };
        return List.of(context.schedule(collector, TargetSettings.target(settings, job(), context.instance())));
    }

    private String job() {
        return system == OperatingSystemFamily.WINDOWS ? WINDOWS_JOB : JOB;
    }
}
